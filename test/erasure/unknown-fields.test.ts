import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isEmpty } from "../../src/model/blank.js";
import { isKnownField } from "../../src/model/fields.js";
import { MOST_FIELD_NAMES } from "../../src/model/field-trial.js";
import { policyOf as words } from "./erasure-harness.js";
import { latch } from "../support/latch.js";
import type { Passed } from "../support/proxy.js";
import { awkwardKey } from "../policy/reference-merge.js";
import { sized } from "../support/size.js";
import { erasureHarness, pseudonyms, testUser } from "./erasure-harness.js";

const HOLDS = "exclude: { legalHold: { customKey: hold }, roles: [admin] }";
const isEdit = ({ method, path }: Passed) => method === "PUT" && path.endsWith("/users");
/** A hundred people, one of whom has the field. */
const crowd = (fields: object) => [
  ...Array.from({ length: 99 }, (_, i) => testUser(`user ${i}`)),
  testUser("kim", fields),
];

describe("A field that nobody here knows", () => {
  test("is tried on one person alone, read back, and then rides in the bulk edits", async () => {
    const people = [testUser("kim", { nickname: "k" }), testUser("ann", { nickname: "a" }), testUser("bob")];
    const { plan, scrub, sandbox, fields, requests } = await erasureHarness(people);
    const rows = await plan();
    const { kim, ann, bob } = await scrub(rows);
    // All of them; the trial of one; its read-back; the others who have it; their read-back.
    expect(requests).toEqual([
      "PUT /users",
      "GET /users",
      "PUT /users",
      "GET /users/{id}",
      "PUT /users",
      "GET /users/{id}",
    ]);
    for (const result of [kim, ann])
      expect(result).toMatchObject({
        outcome: "scrubbed",
        fields: ["name", "email", "nickname"],
        remaining: [],
      });
    expect(bob).toMatchObject({ outcome: "scrubbed", fields: ["name", "email"] });
    expect(fields.noted).toEqual([["nickname", "cleared"]]);
    expect((await sandbox.users()).get("ann")).toMatchObject({ nickname: null });
    const journal = (await sandbox.journal()).map(({ user, fields: its }) => [user, its.join()]);
    expect(journal.toSorted()).toEqual([
      ["ann", "name,email"],
      ["ann", "nickname"],
      ["bob", "name,email"],
      ["kim", "name,email"],
      ["kim", "nickname"],
    ]);
  });

  test("that is known to be cleared costs nothing more: it is planned, sent and read back with the others", async () => {
    const { plan, scrub, fields, requests } = await erasureHarness(crowd({ nickname: "k" }));
    fields.results.set("nickname", "cleared");
    const rows = await plan();
    expect(rows.find(({ subject }) => subject === pseudonyms.subject("kim"))?.fields).toEqual([
      "name",
      "email",
      "nickname",
    ]);
    const { kim } = await scrub(rows);
    expect(requests).toEqual(["PUT /users", "GET /users"]);
    expect(kim).toMatchObject({ outcome: "scrubbed", fields: ["name", "email", "nickname"], remaining: [] });
    expect(fields.noted).toEqual([]);
  });

  test("that TalkJS refuses to clear stays and is named, and harms none of a hundred", async () => {
    const { plan, scrub, sandbox, fields, requests } = await erasureHarness(
      crowd({ nickname: "k", bio: "b" }),
    );
    await sandbox.setFaults([{ kind: "refuse-field", field: "nickname" }]);
    const { kim, ...others } = await scrub(await plan());
    const end = {
      fields: ["name", "email", "bio"],
      remaining: ["nickname"],
      reason: null,
      verification: "user",
    };
    expect(kim).toMatchObject({ outcome: "scrubbed_in_part", ...end, retry: null });
    for (const other of Object.values(others)) expect(other.outcome).toBe("scrubbed");
    expect(fields.noted).toEqual([
      ["nickname", "refused"],
      ["bio", "cleared"],
    ]);
    expect(requests.filter((request) => request === "PUT /users")).toHaveLength(4);
    expect(await sandbox.journal()).toHaveLength(101);
  });

  test("that TalkJS takes and keeps stays and is named", async () => {
    const { plan, scrub, sandbox, fields } = await erasureHarness(crowd({ nickname: "k" }));
    await sandbox.setFaults([{ kind: "keep-field", field: "nickname" }]);
    const { kim } = await scrub(await plan());
    expect(kim).toMatchObject({
      outcome: "scrubbed_in_part",
      fields: ["name", "email"],
      remaining: ["nickname"],
    });
    expect(fields.noted).toEqual([["nickname", "kept"]]);
  });

  test("that is known to stay is sent no more, and whoever has nothing else is done without an edit", async () => {
    const people = [
      testUser("kim", { nickname: "k" }),
      testUser("ann", { name: "[DELETED]", email: null, nickname: "a" }),
    ];
    const { plan, scrub, fields, sandbox, requests } = await erasureHarness(people);
    fields.results.set("nickname", "refused");
    const rows = await plan();
    const byPlan = rows.find(({ subject }) => subject === pseudonyms.subject("ann"));
    expect(byPlan).toMatchObject({
      intent: "scrubbed_in_part",
      fields: [],
      remaining: ["nickname"],
      sealed: null,
    });
    const { kim, ann } = await scrub(rows);
    expect(kim).toMatchObject({
      outcome: "scrubbed_in_part",
      fields: ["name", "email"],
      remaining: ["nickname"],
    });
    expect(ann).toMatchObject({
      outcome: "scrubbed_in_part",
      fields: [],
      remaining: ["nickname"],
      verification: "plan",
    });
    expect(requests.filter((request) => request === "PUT /users")).toHaveLength(1);
    expect((await sandbox.journal()).map(({ user }) => user)).toEqual(["kim"]);
  });

  test("of whoever was named and has nothing else is looked at again, and tried", async () => {
    const blank = { name: "[DELETED]", email: null, nickname: "k" };
    const { planNamed, scrub, fields, widened } = await erasureHarness([
      testUser("kim", blank),
      testUser("ann", blank),
    ]);
    const { kim, ann } = await scrub(await planNamed());
    for (const result of [kim, ann])
      expect(result).toMatchObject({ outcome: "scrubbed", fields: ["nickname"], remaining: [] });
    expect(fields.noted).toEqual([["nickname", "cleared"]]);
    expect(widened.map((row) => row.fields)).toEqual([["nickname"], ["nickname"]]);
  });

  test("isn't blamed for a person whom TalkJS doesn't let be edited", async () => {
    const blank = { name: "[DELETED]", email: null, nickname: "k" };
    const { plan, scrub, sandbox, fields } = await erasureHarness([
      testUser("kim", blank),
      testUser("ann", blank),
    ]);
    await sandbox.setFaults([{ kind: "poison", userId: "ann" }]);
    const { kim, ann } = await scrub(await plan());
    expect(ann).toMatchObject({
      outcome: "failed",
      reason: "API_REJECTED",
      remaining: ["nickname"],
      fields: [],
    });
    expect(kim).toMatchObject({ outcome: "scrubbed", fields: ["nickname"] });
    expect(fields.noted).toEqual([["nickname", "cleared"]]);
  });

  test("that TalkJS begins to refuse is tried anew, and what is known goes all the same", async () => {
    const people = ["kim", "ann"].map((id) => testUser(id, { nickname: "n" }));
    const { plan, scrub, sandbox, fields } = await erasureHarness([...people, testUser("bob")]);
    fields.results.set("nickname", "cleared");
    const rows = await plan();
    await sandbox.setFaults([{ kind: "refuse-field", field: "nickname" }]);
    const { kim, ann, bob } = await scrub(rows);
    for (const result of [kim, ann])
      expect(result).toMatchObject({
        outcome: "scrubbed_in_part",
        fields: ["name", "email"],
        remaining: ["nickname"],
      });
    expect(bob?.outcome).toBe("scrubbed");
    expect(fields.noted).toEqual([["nickname", "refused"]]);
  });

  test("that is cleared of others and comes back of one is named after three edits, and parks nobody", async () => {
    let edits = 0;
    const { plan, scrub, fields } = await erasureHarness(
      [testUser("kim", { nickname: "k" }), testUser("ann")],
      {
        after: async (passed, sandbox) => {
          if (isEdit(passed) && ++edits)
            await sandbox.addUsers([testUser("kim", { name: "[DELETED]", email: null, nickname: "k" })]);
        },
      },
    );
    fields.results.set("nickname", "cleared");
    const { kim, ann } = await scrub(await plan());
    expect(kim).toMatchObject({
      outcome: "scrubbed_in_part",
      fields: ["name", "email"],
      remaining: ["nickname"],
    });
    expect(ann?.outcome).toBe("scrubbed");
  });

  test("that somebody else clears meanwhile isn't recorded as blanked by us", async () => {
    const { plan, scrub, sandbox, fields } = await erasureHarness([testUser("kim", { nickname: "k" })]);
    const rows = await plan();
    await sandbox.addUsers([testUser("kim")]);
    const { kim } = await scrub(rows);
    expect(kim).toMatchObject({ outcome: "scrubbed", fields: ["name", "email"], remaining: [] });
    expect(fields.noted).toEqual([]);
  });
});

describe("The trial obeys the rules of every edit:", () => {
  const alone = { name: "[DELETED]", email: null, nickname: "k" };

  test("who is under a hold by then isn't tried on, and the next one is", async () => {
    const { plan, scrub, sandbox, fields } = await erasureHarness([
      testUser("kim", alone),
      testUser("ann", alone),
    ]);
    let asked = 0;
    // Sorted last in the list is first in the plan: Ann is the first whom it could be tried on.
    const holds = async (subjects: string[]) => {
      const isAnn = subjects.includes(pseudonyms.subject("ann"));
      return new Map(isAnn && ++asked > 0 ? [[pseudonyms.subject("ann"), "e" as const]] : []);
    };
    const { kim, ann } = await scrub(await plan(), { holds });
    expect(ann).toMatchObject({ outcome: "excluded", fields: [], remaining: ["nickname"] });
    expect(kim).toMatchObject({ outcome: "scrubbed", fields: ["nickname"] });
    expect((await sandbox.journal()).map(({ user }) => user)).toEqual(["kim"]);
    expect(fields.noted).toEqual([["nickname", "cleared"]]);
  });

  test("a hold that is placed while the trial waits for its turn to be sent keeps it from being sent", async () => {
    const { plan, scrub, sandbox, fields } = await erasureHarness([testUser("kim", alone)]);
    let looks = 0;
    // The look before the trial finds none, the one right before it is sent does.
    const holds = async (): Promise<Map<string, "e">> =>
      new Map(++looks > 2 ? [[pseudonyms.subject("kim"), "e" as const]] : []);
    const { kim } = await scrub(await plan(), { holds });
    expect(kim).toMatchObject({ outcome: "excluded", fields: [], remaining: ["nickname"] });
    expect([await sandbox.journal(), fields.noted]).toEqual([[], []]);
  });

  test("who is excluded by then isn't tried on", async () => {
    const { plan, scrub, sandbox, fields } = await erasureHarness([testUser("kim", { nickname: "k" })], {
      yaml: HOLDS,
      after: async (passed, sandbox) => {
        if (isEdit(passed)) await sandbox.edit("kim", { role: "admin" });
      },
    });
    const { kim } = await scrub(await plan(), { freshLook: true });
    expect(kim).toMatchObject({
      outcome: "excluded",
      reason: "role",
      fields: ["name", "email"],
      remaining: ["nickname"],
    });
    expect([(await sandbox.journal()).length, fields.noted]).toEqual([2, []]);
  });

  test("what it clears is durable and authenticated before it is sent", async () => {
    const sent = latch("the trial is sent");
    const { plan, scrub, sandbox, widened } = await erasureHarness([testUser("kim", alone)], {
      after: async (passed) => void (isEdit(passed) && sent.open()),
    });
    const widen = async (rows: typeof widened) => {
      expect(await sandbox.journal()).toEqual([]);
      widened.push(...rows);
    };
    await scrub(await plan(), { widen });
    await sent.opened();
    expect(widened).toMatchObject([{ subject: pseudonyms.subject("kim"), fields: ["nickname"] }]);
    expect(widened[0]?.mac).toMatch(/^[\w+/]{43}=$/);
  });

  test("a batch that may not be begun tries nothing", async () => {
    const { plan, scrub, sandbox } = await erasureHarness([testUser("kim", alone)]);
    await expect(scrub(await plan(), { begin: async () => null })).rejects.toThrow("may not be edited");
    expect(await sandbox.journal()).toEqual([]);
  });

  test("who was killed between trial and note repeats it, and records what it did", async () => {
    const { plan, scrub, sandbox, fields, widened } = await erasureHarness([
      testUser("kim", alone),
      testUser("ann", alone),
    ]);
    const rows = await plan();
    const trials = fields.open();
    trials.note = async () => Promise.reject(new Error("killed"));
    await expect(scrub(rows, { trials })).rejects.toThrow("killed");
    expect(await sandbox.journal()).toHaveLength(1);
    // As the ledger has it then.
    const begun = rows.map((row) => ({ ...row, ...widened.find(({ subject }) => subject === row.subject) }));
    const { kim, ann } = await scrub(begun, { startedBefore: true, begin: async () => 2 });
    for (const result of [kim, ann])
      expect(result).toMatchObject({ outcome: "scrubbed", fields: ["nickname"], attempts: 2 });
    expect(fields.noted).toEqual([["nickname", "cleared"]]);
    expect(await sandbox.journal()).toHaveLength(2);
  });

  test("two at once both find out the same", async () => {
    const people = ["kim", "ann"].map((id) => testUser(id, alone));
    const { plan, scrub, fields, sandbox } = await erasureHarness(people);
    const rows = await plan();
    const both = await Promise.all(rows.map((row) => scrub([row])));
    expect(both.flatMap((results) => Object.values(results)).map(({ outcome }) => outcome)).toEqual([
      "scrubbed",
      "scrubbed",
    ]);
    expect(new Set(fields.noted.map((noted) => noted.join()))).toEqual(new Set(["nickname,cleared"]));
    expect(await sandbox.journal()).toHaveLength(2);
  });
});

describe("What a policy says of unknown fields is done:", () => {
  test.each([
    ["report", 2 as const, "unknownFields: report"],
    ["version 1", 1 as const, ""],
  ])("%s tries nothing and names them", async (_what, version, yaml) => {
    const { plan, scrub, fields, sandbox } = await erasureHarness(
      [
        testUser("kim", { nickname: "k" }),
        testUser("ann", { name: "[DELETED]", email: null, nickname: "a" }),
      ],
      { version, yaml },
    );
    // Also where it is known that TalkJS would clear it.
    fields.results.set("nickname", "cleared");
    const { kim, ann } = await scrub(await plan());
    expect(kim).toMatchObject({
      outcome: "scrubbed_in_part",
      fields: ["name", "email"],
      remaining: ["nickname"],
    });
    expect(ann).toMatchObject({ outcome: "scrubbed_in_part", fields: [], remaining: ["nickname"] });
    expect([fields.noted, (await sandbox.journal()).length]).toEqual([[], 1]);
  });

  test("what it keeps stays without a word, and all else goes", async () => {
    const { plan, scrub, sandbox } = await erasureHarness(
      [testUser("kim", { nickname: "k", timeZone: "UTC" })],
      {
        yaml: "unknownFields: { keep: [timeZone], ground: reminders at daytime }",
      },
    );
    const { kim } = await scrub(await plan());
    expect(kim).toMatchObject({ outcome: "scrubbed", fields: ["name", "email", "nickname"], remaining: [] });
    expect((await sandbox.users()).get("kim")).toMatchObject({ nickname: null, timeZone: "UTC" });
  });
});

test("a name that may be a person is cleared like others, and shown as a pseudonym everywhere", async () => {
  const names = JSON.parse(`{"kim@example.org":1,"user_4711":2,"__proto__":3}`) as object;
  const people = [testUser("kim", names), testUser("ann", { "ann@example.org": 1 })];
  const { plan, scrub, sandbox, fields } = await erasureHarness(people);
  await sandbox.setFaults([{ kind: "refuse-field", field: "ann@example.org" }]);
  const rows = await plan();
  const { kim, ann } = await scrub(rows);
  expect(kim?.outcome).toBe("scrubbed");
  expect(kim?.fields.join()).toMatch(/^name,email(,unknown:[0-9a-f]{16}){3}$/);
  expect(ann).toMatchObject({ outcome: "scrubbed_in_part", remaining: [expect.stringMatching(/^unknown:/)] });
  const { sealed: _, ...written } = rows[0] ?? {};
  expect(JSON.stringify([kim, ann, fields.noted, written])).not.toMatch(/example\.org|4711/);
});

test("more names than an app can have are counted together: they stay, and nothing is tried for them", async () => {
  const people = [testUser("kim", { nickname: "k", bio: "b" })];
  const { plan, scrub, fields, sandbox } = await erasureHarness(people);
  for (let i = 0; i < MOST_FIELD_NAMES; i++) fields.names.add(i === 0 ? "bio" : `name-${i}`);
  const { kim } = await scrub(await plan());
  expect(kim).toMatchObject({
    outcome: "scrubbed_in_part",
    fields: ["name", "email", "bio"],
    remaining: ["nickname"],
  });
  expect([fields.noted, (await sandbox.journal()).length]).toEqual([[["bio", "cleared"]], 2]);
});

test("an answer with a name for everything ends, and says how much it didn't come to", async () => {
  const flood = Object.fromEntries(
    Array.from({ length: 450 }, (_, i) => [`f${"x".repeat(i % 7)}${letters(i)}`, i + 1]),
  );
  const { plan, scrub, sandbox } = await erasureHarness([testUser("kim", flood), testUser("ann")]);
  const { kim, ann } = await scrub(await plan());
  expect([kim?.outcome, ann?.outcome]).toEqual(["scrubbed_in_part", "scrubbed"]);
  const after = (await sandbox.users()).get("kim");
  const held = Object.keys(after ?? {}).filter((name) => !isKnownField(name) && !isEmpty(after?.[name]));
  expect(held).toHaveLength(Object.keys(flood).length - MOST_FIELD_NAMES);
  expect(kim?.remaining.length).toBeLessThanOrEqual(101);
  expect(kim?.remaining.at(-1)).toMatch(/^unknown:\d+-more$/);
});

const letters = (n: number): string =>
  String.fromCharCode(97 + (n % 26)) + (n < 26 ? "" : letters(Math.floor(n / 26)));

test("for anything in any unknown field of anybody, all ends, each is blank or named, and nobody else notices", async () => {
  const value = fc.jsonValue({ maxDepth: 2 });
  const name = fc.oneof(
    fc.constantFrom("nickname", "timeZone", "bio"),
    awkwardKey,
    fc.string({ unit: "binary", maxLength: 12 }),
  );
  const unknown = fc
    .dictionary(name, value, { maxKeys: 5 })
    .map((fields) => Object.fromEntries(Object.entries(fields).filter(([field]) => !isKnownField(field))));
  const rule = fc.constantFrom("", "unknownFields: report", "unknownFields: { keep: [bio] }");
  const field = fc.constantFrom("nickname", "timeZone", "__proto__", "constructor", "");
  const property = fc.asyncProperty(
    fc.array(fc.record({ unknown, isBlank: fc.boolean() }), { minLength: 1, maxLength: 8 }),
    rule,
    fc.option(field, { nil: undefined }),
    fc.option(field, { nil: undefined }),
    async (drawn, yaml, refused, kept) => {
      const users = drawn.map(({ unknown: fields, isBlank }, i) =>
        testUser(
          `odd ${i}`,
          Object.fromEntries([
            ...Object.entries(isBlank ? { name: "[DELETED]", email: null } : {}),
            ...Object.entries(fields),
          ]),
        ),
      );
      // Spread and assignment lose __proto__.
      const people = users.map((user, i) =>
        Object.fromEntries([...Object.entries(user), ...Object.entries(drawn[i]!.unknown)]),
      );
      const harness = await erasureHarness([testUser("ann"), ...people, testUser("bob")], { yaml });
      await harness.sandbox.setFaults([
        ...(refused === undefined ? [] : [{ kind: "refuse-field" as const, field: refused }]),
        ...(kept === undefined ? [] : [{ kind: "keep-field" as const, field: kept }]),
      ]);
      const results = await harness.scrub(await harness.plan());
      const after = await harness.sandbox.users();
      for (const id of ["ann", "bob"])
        expect(results[id]).toMatchObject({ outcome: "scrubbed", remaining: [] });
      for (const { id } of people as { id: string }[]) {
        const { outcome, remaining } = results[id]!;
        const now = after.get(id)!;
        const held = Object.keys(now).filter((one) => !isKnownField(one) && !isEmpty(now[one]));
        const stays = held.filter((one) => !(yaml.includes("keep") && one === "bio"));
        expect(remaining.toSorted()).toEqual(stays.map((one) => harness.policy.shownField(one)).toSorted());
        expect(outcome === "scrubbed_in_part").toBe(stays.length > 0);
        if (yaml === "") for (const one of stays) expect([refused, kept]).toContain(one);
        expect(now).toMatchObject({ name: "[DELETED]", email: null });
      }
    },
  );
  await fc.assert(property, { numRuns: sized(40, 400) });
});

test("the built-in words of both versions differ only in what they say of unknown fields", () => {
  expect({ ...words("", 1), version: 2 }).toEqual(words("", 2));
});
