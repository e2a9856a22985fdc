import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isBlank } from "../../src/model/blank.js";
import { perField, USER_FIELDS, WHOLE_FIELDS } from "../../src/model/fields.js";
import { sized } from "../support/size.js";
import { erasureHarness, testUser } from "./erasure-harness.js";

const KEYED = "scrub: { custom: { blankAllBut: [plan] } }";

const ODD: [what: string, fields: object, yaml?: string][] = [
  ["a number among the custom fields", { custom: { age: 5 } }],
  ["a number among them, where some are kept", { custom: { age: 5, plan: "gold" } }, KEYED],
  ["an object and a list among them", { custom: { a: { b: "c" }, d: ["e"] } }],
  ["a deleted key among them", { custom: { k: null } }],
  ["a list for custom fields", { custom: [] }],
  ["text for custom fields", { custom: "Kim" }],
  ["no name", { name: null }],
  ["a number as the name", { name: 5 }],
  ["text for a list of e-mail addresses", { email: "kim@example.org" }],
  ["anything among e-mail addresses", { email: ["kim@example.org", 5, null, {}] }],
  ["a number as the role, which is kept", { role: 5 }],
  ["a number as the language", { locale: 5 }],
  ["a list of push tokens", { pushTokens: ["fcm:x"] }],
  ["a push token that is neither there nor gone", { pushTokens: { "fcm:x": "yes" } }],
  ["no time of creation", { createdAt: null }],
  ["a date as the time of creation", { createdAt: "2020-01-01" }],
];

describe("A user of whom TalkJS answers", () => {
  test.each(ODD)("%s is blanked, and so is everybody else", async (_what, fields, yaml) => {
    const others = Array.from({ length: 20 }, (_, i) => testUser(`other ${i}`));
    const {
      plan,
      scrub,
      sandbox,
      talkjs,
      policy,
      fields: known,
    } = await erasureHarness([...others, testUser("kim", fields)], yaml === undefined ? {} : { yaml });
    const results = await scrub(await plan());
    expect(Object.keys(results)).toHaveLength(21);
    for (const result of Object.values(results))
      expect(result).toMatchObject({ outcome: "scrubbed", remaining: [] });
    for (const user of (await sandbox.users()).values())
      expect(policy.judge(user, known.open()).fields).toEqual([]);
    expect((await talkjs.user("kim").get())?.role).toBe("role" in fields ? fields.role : undefined);
  });

  test("text for custom fields of which some are kept is parked alone, with the field's name", async () => {
    const { plan, scrub } = await erasureHarness([testUser("kim", { custom: "Kim" }), testUser("ann")], {
      yaml: KEYED,
    });
    const { kim, ann } = await scrub(await plan());
    expect(kim).toMatchObject({ outcome: "failed", reason: "NOT_CLEARED", remaining: ["custom"] });
    expect(kim?.fields).toEqual(["name", "email"]);
    expect(ann).toMatchObject({ outcome: "scrubbed" });
  });

  test.each([
    ["locale", 5],
    ["email", "kim@example.org"],
    ["custom", { age: 5 }],
    ["custom", "Kim"],
    ["pushTokens", "fcm:x"],
  ] as const)("%s as %j, and TalkJS keeps it, is parked alone", async (field, value) => {
    const others = [testUser("ann", { email: null }), testUser("bob", { email: null })];
    const { plan, scrub, sandbox } = await erasureHarness([...others, testUser("kim", { [field]: value })]);
    const rows = await plan();
    await sandbox.setFaults([{ kind: "keep-field", field }]);
    const { kim, ann, bob } = await scrub(rows);
    expect(kim).toMatchObject({ outcome: "failed", reason: "NOT_CLEARED", remaining: [field] });
    expect([ann?.outcome, bob?.outcome]).toEqual(["scrubbed", "scrubbed"]);
  });

  test("anything at all is blank afterwards or named, and nobody else notices", async () => {
    const odd = fc.record(
      perField(USER_FIELDS, () => fc.jsonValue({ maxDepth: 2 })),
      { requiredKeys: [] },
    );
    const anybody = fc.record({ fields: odd, createdAt: fc.jsonValue({ maxDepth: 1 }) });
    const property = fc.asyncProperty(
      fc.array(anybody, { minLength: 1, maxLength: 15 }),
      fc.constantFrom("", KEYED, "scrub: { custom: { blankOnly: [age] }, name: { pseudonym: 'X {code}' } }"),
      fc.constantFrom(undefined, ...USER_FIELDS.filter((field) => field !== "email")),
      async (drawn, yaml, kept) => {
        const users = drawn.map(({ fields, createdAt }, i) => ({
          id: `odd ${i}`,
          ...(fields as object),
          createdAt,
        }));
        const harness = await erasureHarness([testUser("ann"), ...users, testUser("bob")], { yaml });
        const rows = await harness.plan();
        if (kept) await harness.sandbox.setFaults([{ kind: "keep-field", field: kept }]);
        const results = await harness.scrub(rows);
        const after = await harness.sandbox.users();
        for (const id of ["ann", "bob"]) expect(results[id]).toMatchObject({ outcome: "scrubbed" });
        for (const { id } of users) {
          const { outcome, reason, remaining = [] } = results[id] ?? {};
          expect(["scrubbed", "already_blank", "failed NOT_CLEARED"]).toContain(
            [outcome, reason].filter(Boolean).join(" "),
          );
          for (const field of WHOLE_FIELDS.filter((one) => one !== "role"))
            expect(isBlank(field, after.get(id)?.[field]) || remaining.includes(field)).toBe(true);
          const still = harness.policy.judge(after.get(id) ?? { id }, harness.fields.open());
          expect(still.fields).toEqual(outcome === "failed" ? remaining : []);
        }
      },
    );
    await fc.assert(property, { numRuns: sized(25, 300) });
  });
});
