import { expect, test } from "vitest";
import { scrub } from "../../jobs/scrub.js";
import { WAITS_MS } from "../../src/erasure/batch-work.js";
import { reconcile } from "../../src/service/reconcile.js";
import type { Fault } from "../../src/sandbox/api/fault.js";
import type { AuditEntry } from "../../src/ledger/evidence/entries.js";
import { findClient } from "../../src/talkjs/witness/find-client.js";
import { testUser } from "../erasure/erasure-harness.js";
import { describePostgres } from "../support/ledger.js";
import { appHarness, everybody, expectAuditEqualsJournal, WITNESS, type AppHarness } from "./app-harness.js";

const control = { signal: new AbortController().signal };

const WITNESS_USER = { id: WITNESS, name: "Erasure check", createdAt: 1_500_000_000_000 };
const people = [
  WITNESS_USER,
  testUser("ann", { phone: ["+15550100"], photoUrl: "https://img.example.com/a", custom: { plan: "gold" } }),
  testUser("ben", { locale: "nl-NL", role: "seller" }),
  { id: "cy", name: "[DELETED]", createdAt: 1_600_000_000_000 },
];
const both = everybody("verify: both");

const SEEN_BLANK = [{ place: "public_profile", erased: 0, remaining: 0, reason: null }];

/** Of each of these people the entry of a round. */
async function entriesOf({ app, entries }: AppHarness, run: number, round = 1) {
  const all = (await entries(run)).filter((entry) => entry.round === round);
  return (id: string): AuditEntry | undefined => all.find(({ subject }) => subject === app.inEvidence(id));
}

const stale = (userId: string, times?: number): Fault[] => [
  { kind: "stale-public", userId, ...(times !== undefined && { times }) },
];

describePostgres("a run whose policy wants a second witness", (on) => {
  test("records that it has looked at everybody who was read back, and leaves its own user alone", async () => {
    const harness = await appHarness(on, { people });
    harness.startWorkers();
    const run = await harness.plan({ policy: both, autoApply: true });
    await harness.reach(run, "done");
    const entry = await entriesOf(harness, run);
    const seen = ["ann", "ben", "cy"].map((id) => [
      entry(id)?.outcome,
      entry(id)?.verification,
      entry(id)?.places,
    ]);
    expect(seen).toEqual([
      ["scrubbed", "list_page", SEEN_BLANK],
      ["scrubbed", "list_page", SEEN_BLANK],
      // Looked at again although the plan saw them blank.
      ["already_blank", "user", SEEN_BLANK],
    ]);
    const own = entry(WITNESS);
    expect([own?.outcome, own?.reason, own?.places]).toEqual(["excluded", "witness", []]);
    expect((await harness.sandbox.users()).get(WITNESS)?.name).toBe("Erasure check");
    await expectAuditEqualsJournal(harness);
  });

  test("and one whose policy doesn't has nobody looked at, with the user of the witness like everybody", async () => {
    const harness = await appHarness(on, { people, witness: { find: () => undefined } });
    harness.startWorkers();
    const run = await harness.plan({ policy: everybody("verify: rest"), autoApply: true });
    await harness.reach(run, "done");
    const entries = await harness.entries(run);
    expect(entries.map(({ places }) => places)).toEqual(people.map(() => []));
    expect(await harness.outcomes(WITNESS)).toEqual(["scrubbed"]);
  });

  test("waits for a look that lags behind, without the others", async () => {
    const harness = await appHarness(on, { people });
    const workers = harness.startWorkers();
    const run = await harness.plan({ policy: both });
    await harness.reach(run, "planned");
    await workers.close(1_000);
    await harness.app.runs.approve(run, "cli", new Date());
    await harness.sandbox.setFaults(stale("ann", 1));
    const data = { run, batch: 0, kind: "sweep" as const };
    const first = await scrub.run(data, harness.context, control);
    expect(first).toEqual({ againInMs: WAITS_MS[0], data: { ...data, waited: 1 } });
    const before = await entriesOf(harness, run);
    expect([before("ann"), before("ben")?.places]).toEqual([undefined, SEEN_BLANK]);
    harness.startWorkers();
    await reconcile(harness.context);
    await harness.reach(run, "done");
    const entry = await entriesOf(harness, run);
    expect([entry("ann")?.outcome, entry("ann")?.places]).toEqual(["scrubbed", SEEN_BLANK]);
    expect(entry("ann")?.fields).toEqual(["name", "email", "phone", "photoUrl", "custom"]);
    await expectAuditEqualsJournal(harness);
  });

  test("fails whom others still see, by field, and a retry that finds it gone records that", async () => {
    const harness = await appHarness(on, { people });
    await harness.sandbox.setFaults(stale("ann"));
    harness.startWorkers();
    const run = await harness.plan({ policy: both, autoApply: true });
    await harness.reach(run, "done");
    expect(await harness.app.worklist.parked(run)).toEqual({ WITNESS_SAW: 1 });
    const first = (await entriesOf(harness, run))("ann");
    expect([first?.fields, first?.remaining]).toEqual([
      ["email", "phone"],
      ["name", "photoUrl", "custom"],
    ]);
    expect(first?.places).toEqual([
      { place: "public_profile", erased: 0, remaining: 3, reason: "WITNESS_SAW" },
    ]);
    await harness.sandbox.setFaults([]);
    await harness.app.runs.retryParked(run, { handledBefore: 0, failedBefore: 0 });
    await reconcile(harness.context);
    await harness.reach(run, "done");
    const second = (await entriesOf(harness, run, 2))("ann");
    expect([second?.outcome, second?.fields]).toEqual(["scrubbed", ["name", "photoUrl", "custom"]]);
    expect([second?.customKeys?.count, second?.places]).toEqual([1, SEEN_BLANK]);
    await expectAuditEqualsJournal(harness);
  });

  test("looks at people who were named too, one of whom others see who was blank before", async () => {
    const harness = await appHarness(on, { people });
    await harness.sandbox.edit("cy", { name: "Cy" });
    await harness.sandbox.setFaults(stale("cy"));
    await harness.sandbox.edit("cy", { name: "[DELETED]" });
    harness.startWorkers();
    const ids = ["ben", "cy", WITNESS, "nobody"];
    const run = await harness.plan({ policy: both, autoApply: true, ids, kind: "erasure" });
    await harness.reach(run, "done");
    expect(await harness.outcomes(...ids)).toEqual([
      ...["scrubbed", "failed WITNESS_SAW", "excluded witness", "not_found"],
    ]);
    const entry = await entriesOf(harness, run);
    expect([entry("cy")?.fields, entry("cy")?.remaining]).toEqual([[], ["name"]]);
    expect(entry("nobody")?.places).toEqual([]);
  });

  test.each([
    ["WITNESS_MISSING", { find: () => undefined }],
    ["WITNESS_UNSET", { user: undefined }],
    ["WITNESS_UNKNOWN", { user: "nobody" }],
    ["WITNESS_REFUSED", { secretKey: "sk_test_wrong" }],
  ])("isn't planned, and edits nothing, where the witness can't look: %s", async (code, witness) => {
    const harness = await appHarness(on, { people, witness });
    harness.startWorkers();
    const run = await harness.plan({ policy: both, autoApply: true });
    expect((await harness.reach(run, "plan_failed")).code).toBe(code);
    expect(await harness.sandbox.journal()).toEqual([]);
  });

  test("stops before an edit where the client is missing by then", async () => {
    let isThere = true;
    const find = (folders: readonly string[]) => (isThere ? findClient(folders) : undefined);
    const harness = await appHarness(on, { people, witness: { find } });
    harness.startWorkers();
    const run = await harness.plan({ policy: both });
    await harness.reach(run, "planned");
    isThere = false;
    await harness.app.runs.approve(run, "cli", new Date());
    await reconcile(harness.context);
    expect((await harness.reach(run, "stopped")).code).toBe("WITNESS_MISSING");
    expect(await harness.sandbox.journal()).toEqual([]);
  });

  test("is tried again while the witness can't be reached, and calls nothing done", async () => {
    const harness = await appHarness(on, { people, witness: { deadlineMs: 1_000 } });
    const workers = harness.startWorkers();
    const run = await harness.plan({ policy: both });
    await harness.reach(run, "planned");
    await workers.close(1_000);
    await harness.app.runs.approve(run, "cli", new Date());
    await harness.sandbox.setFaults([
      { kind: "latency", ms: 600_000, match: { over: "socket", route: "/users" } },
    ]);
    const data = { run, batch: 0, kind: "sweep" as const };
    const unavailable = expect.objectContaining({ code: "WITNESS_UNAVAILABLE" }) as Error;
    await expect(scrub.run(data, harness.context, control)).rejects.toEqual(unavailable);
    expect(await harness.entries(run)).toEqual([]);
    await scrub.giveUp(data, harness.context, "WITNESS_UNAVAILABLE");
    const parked = await harness.app.worklist.parked(run);
    expect(parked).toEqual({ UNVERIFIED_WITNESS_UNAVAILABLE: 3 });
    await harness.sandbox.setFaults([]);
    harness.startWorkers();
    await reconcile(harness.context);
    await harness.reach(run, "done", "stopped");
    await harness.app.runs.retryParked(run, { handledBefore: 0, failedBefore: 0 });
    await reconcile(harness.context);
    await harness.reach(run, "done");
    const entry = await entriesOf(harness, run, 2);
    expect(["ann", "ben"].map((id) => entry(id)?.places)).toEqual([SEEN_BLANK, SEEN_BLANK]);
    await expectAuditEqualsJournal(harness);
  });
});
