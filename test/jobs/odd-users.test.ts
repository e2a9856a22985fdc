import { expect, test } from "vitest";
import { testUser } from "../erasure/erasure-harness.js";
import { describePostgres } from "../support/ledger.js";
import { appHarness, everybody, policy } from "./app-harness.js";
import { person, reach, submitRequest } from "./requests-by-test.js";

/** As customers' own programs have written them, each beside ordinary people of the same page. */
const ODD = [
  testUser("number", { custom: { age: 5 } }),
  testUser("list", { custom: [] }),
  testUser("null key", { custom: { k: null } }),
  testUser("nested", { custom: { a: { b: ["c"] } } }),
  testUser("no name", { name: null }),
  testUser("text", { email: "Kim@example.org" }),
  testUser("no time", { createdAt: "2020-01-01" }),
];
const people = Array.from({ length: 143 }, (_, i) => testUser(`user ${i}`));

describePostgres("people with values of another kind than documented", (on) => {
  test("are blanked by a sweep like everybody else", async () => {
    const harness = await appHarness(on, { people: [...people, ...ODD] });
    harness.startWorkers();
    const run = await harness.plan({ policy: everybody(), autoApply: true });
    const { tally } = await harness.reach(run, "done");
    expect(tally).toMatchObject({ scanned: 150, toScrub: 150, failed: 0, excluded: {} });
    const entries = await harness.entries();
    expect(entries.filter(({ outcome }) => outcome === "scrubbed")).toHaveLength(150);
    const users = await harness.sandbox.users();
    expect(users.get("number")).toMatchObject({ name: "[DELETED]", custom: {} });
    expect(users.get("text")).toMatchObject({ email: null });
  });

  test("are left alone and counted where a condition or an exclusion can't be judged", async () => {
    const roles = [testUser("role", { role: 5 }), testUser("mark", { custom: { hold: true } })];
    const harness = await appHarness(on, { people: [...people, ...ODD, ...roles] });
    harness.startWorkers();
    const yaml = `select: { olderThan: 1 month }
exclude: { roles: [admin], legalHold: { customKey: hold, values: ["yes"] } }
limits: { maxUsers: 1000, maxShare: 100% }`;
    const run = await harness.plan({ policy: policy(yaml), autoApply: true });
    const { tally } = await harness.reach(run, "done");
    expect(tally).toMatchObject({ selected: 152, toScrub: 149, excluded: { unclear: 3 } });
    const left = await harness.outcomes("role", "mark", "no time", "number");
    expect(left).toEqual(["excluded unclear", "excluded unclear", "excluded unclear", "scrubbed"]);
    expect((await harness.sandbox.users()).get("no time")).toMatchObject({ name: "Name of no time" });
  });

  test("are found by an address that stands where a list should, and hold up nobody's request", async () => {
    const harness = await appHarness(on, { people: [...ODD, person("ada")] });
    harness.startWorkers();
    const emails = (address: string) => ({ emails: [{ value: address, format: "raw" as const }] });
    const kim = await submitRequest(harness, emails("kim@example.org"));
    const ada = await submitRequest(harness, emails("ada@example.test"));
    await reach(harness, kim, "completed");
    await reach(harness, ada, "completed");
    expect(await harness.outcomes("text", "ada")).toEqual(["scrubbed", "scrubbed"]);
  });

  test("are erased by ID together with others, and a person looks where it isn't clear", async () => {
    const harness = await appHarness(on, { people: [...ODD, person("ada"), testUser("role", { role: 5 })] });
    harness.startWorkers();
    const named = await submitRequest(harness, { userIds: ["ada", "number", "no name", "no time"] });
    await reach(harness, named, "completed");
    const unclear = await submitRequest(harness, {
      userIds: ["role"],
      policy: policy("select: { all: true }\nexclude: { roles: [admin] }"),
    });
    await reach(harness, unclear, "failed");
    expect(await harness.context.requests.get(unclear)).toMatchObject({ code: "unclear" });
  });
});
