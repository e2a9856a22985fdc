import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { perField, USER_FIELDS, WHOLE_FIELDS } from "../../src/model/fields.js";
import { isBlank } from "../../src/model/blank.js";
import { planErasure } from "../../src/policy/erasure.js";
import { defaultPolicy } from "../../src/policy/policy.js";
import type { Policy } from "../../src/policy/policy.js";
import type { User } from "../../src/talkjs/user.js";
import { anyUser, awkwardKey, mapping, merge } from "./reference-merge.js";

const codeOf = () => "0badc0de";

const rule = fc.constantFrom<"blank" | "keep">("blank", "keep");
const keys = fc.uniqueArray(awkwardKey, { minLength: 1, maxLength: 5 });
const anyScrub: fc.Arbitrary<Policy["scrub"]> = fc.record({
  name: fc.constantFrom({ replace: "[DELETED]" }, { pseudonym: "Deleted user {code}" }),
  ...perField(WHOLE_FIELDS, () => rule),
  custom: fc.oneof(
    rule,
    keys.map((blankAllBut) => ({ blankAllBut })),
    keys.map((blankOnly) => ({ blankOnly })),
  ),
});
const anyPolicy = anyScrub.map((scrub): Policy => ({ ...defaultPolicy, scrub }));

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.values(value).every((part) => part === null);
}

function keyGoes(key: string, custom: Policy["scrub"]["custom"]): boolean {
  if (custom === "blank" || custom === "keep") return custom === "blank";
  return "blankOnly" in custom ? custom.blankOnly.includes(key) : !custom.blankAllBut.includes(key);
}

function person(fields: Partial<User> = {}): User {
  return { id: "u1", name: "Ada", createdAt: 0, ...fields };
}

describe("for any user and policy", () => {
  test("what is blanked is blank after the edit", () => {
    fc.assert(
      fc.property(anyUser, anyPolicy, (user, policy) => {
        const after = merge(user, planErasure(user, policy, codeOf).edit);
        for (const field of WHOLE_FIELDS) {
          if (policy.scrub[field] === "blank") expect(isEmpty(after[field])).toBe(true);
        }
        for (const key of Object.keys(after.custom ?? {}))
          expect(keyGoes(key, policy.scrub.custom)).toBe(false);
        expect(after.name).toBe("replace" in policy.scrub.name ? "[DELETED]" : "Deleted user 0badc0de");
      }),
      { numRuns: 500 },
    );
  });

  test("what is kept is as it was", () => {
    fc.assert(
      fc.property(anyUser, anyPolicy, (user, policy) => {
        const before = structuredClone(user);
        const after = merge(user, planErasure(user, policy, codeOf).edit);
        expect(user).toEqual(before);
        expect([after.id, after.createdAt]).toEqual([before.id, before.createdAt]);
        for (const field of WHOLE_FIELDS) {
          if (policy.scrub[field] === "keep") expect(after[field]).toEqual(before[field]);
        }
        const kept = Object.entries(before.custom ?? {}).filter(
          ([key]) => !keyGoes(key, policy.scrub.custom),
        );
        expect(Object.entries(after.custom ?? {})).toEqual(kept);
      }),
      { numRuns: 500 },
    );
  });

  test("the edit holds exactly the fields and custom keys that change", () => {
    fc.assert(
      fc.property(anyUser, anyPolicy, (user, policy) => {
        const { edit, fields, customKeys } = planErasure(user, policy, codeOf);
        const after = merge(user, edit);
        expect(new Set(Object.keys(edit))).toEqual(new Set(fields));
        for (const field of USER_FIELDS) {
          const changes = JSON.stringify(after[field]) !== JSON.stringify(user[field]);
          expect(fields.includes(field)).toBe(
            changes && !(isEmpty(user[field]) && isEmpty(after[field]) && field !== "name"),
          );
        }
        const gone = Object.keys(user.custom ?? {}).filter((key) => !Object.hasOwn(after.custom ?? {}, key));
        expect(customKeys).toEqual(gone);
      }),
      { numRuns: 500 },
    );
  });

  test("planning again after the edit finds nothing", () => {
    fc.assert(
      fc.property(anyUser, anyPolicy, (user, policy) => {
        const after = merge(user, planErasure(user, policy, codeOf).edit);
        expect(planErasure(after, policy, codeOf)).toEqual({ edit: {}, fields: [], customKeys: [] });
      }),
      { numRuns: 500 },
    );
  });

  test("every awkward key is cleared by its own name in the JSON that is sent", () => {
    fc.assert(
      fc.property(mapping(fc.string()), (custom) => {
        const policy = {
          ...defaultPolicy,
          scrub: { ...defaultPolicy.scrub, custom: { blankAllBut: ["kept key"] } },
        };
        const { edit, customKeys } = planErasure(person({ custom }), policy, codeOf);
        const sent = (JSON.parse(JSON.stringify(edit)) as { custom?: Record<string, null> }).custom ?? {};
        expect(Object.keys(sent).sort()).toEqual(Object.keys(custom).sort());
        expect(customKeys).toEqual(Object.keys(custom));
        expect(Object.getPrototypeOf(edit.custom ?? {})).toBe(Object.prototype);
      }),
    );
  });
});

const oddValue = fc.jsonValue({ maxDepth: 3 });

test("for any value of any kind, what is blanked is blank after the edit, or is found again", () => {
  const odd = fc.record(
    perField(USER_FIELDS, () => oddValue),
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(odd, anyPolicy, (fields, policy) => {
      const user: User = { id: "u1", ...(fields as object) };
      const { edit } = planErasure(user, policy, codeOf);
      const after = merge(user, edit);
      const again = planErasure(after, policy, codeOf);
      for (const field of WHOLE_FIELDS) {
        if (policy.scrub[field] !== "blank") expect(after[field]).toEqual(user[field]);
        else expect(isBlank(field, after[field])).toBe(true);
      }
      const left = Object.keys(again.edit);
      expect(left.filter((field) => field !== "custom")).toEqual([]);
      const { custom } = policy.scrub;
      if (custom === "keep") expect(after.custom).toEqual(user.custom);
      else if (!left.includes("custom")) expect(isGone(after.custom, custom)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

/** Whether no key that goes holds anything. */
function isGone(value: unknown, custom: Policy["scrub"]["custom"]): boolean {
  if (isBlank("custom", value)) return true;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([key, one]) => one === null || !keyGoes(key, custom));
}

test.each<[custom: unknown, rule: Policy["scrub"]["custom"], edit: unknown]>([
  [{ age: 5 }, "blank", null],
  [{ age: 5, plan: "gold" }, { blankAllBut: ["plan"] }, { age: null }],
  [{ age: { years: 5 }, plan: 1 }, { blankOnly: ["age"] }, { age: null }],
  [{ age: null }, "blank", undefined],
  [{ age: null, plan: "gold" }, { blankOnly: ["age"] }, undefined],
  [[], "blank", null],
  ["x", "blank", null],
  ["x", "keep", undefined],
  // No key of it can go, and the policy keeps some: it stays, and is found again.
  ["x", { blankAllBut: ["plan"] }, {}],
  [[], { blankOnly: ["plan"] }, {}],
])("custom fields %j are edited under %j by %j", (custom, rule, edit) => {
  const policy = { ...defaultPolicy, scrub: { ...defaultPolicy.scrub, custom: rule } };
  expect(planErasure(person({ custom }), policy, codeOf).edit.custom).toEqual(edit);
});

test.each([undefined, null, 5, [], {}])("a name that is %j is replaced", (name) => {
  expect(planErasure({ id: "u1", name }, defaultPolicy, codeOf).edit.name).toBe("[DELETED]");
});

test("a user who holds nothing but the replaced name is blank already", () => {
  const blank = person({
    name: "[DELETED]",
    email: [],
    phone: null,
    photoUrl: "",
    custom: {},
    pushTokens: { "fcm:x": null },
    role: "guest",
  });
  expect(planErasure(blank, defaultPolicy, codeOf)).toEqual({ edit: {}, fields: [], customKeys: [] });
});

test("all push tokens are unregistered at once when one is registered", () => {
  const { edit, fields } = planErasure(
    person({ name: "[DELETED]", pushTokens: { "fcm:a": null, "apns:b": true } }),
    defaultPolicy,
    codeOf,
  );
  expect(edit).toEqual({ pushTokens: null });
  expect(fields).toEqual(["pushTokens"]);
});

test("blanking all of custom clears it at once, so that keys added meanwhile go too", () => {
  const { edit, customKeys } = planErasure(person({ custom: { a: "1", b: "" } }), defaultPolicy, codeOf);
  expect(edit.custom).toBeNull();
  expect(customKeys).toEqual(["a", "b"]);
});

test("a policy that keeps keys clears key by key even when no kept key is there, so that one added meanwhile stays", () => {
  const policy = { ...defaultPolicy, scrub: { ...defaultPolicy.scrub, custom: { blankAllBut: ["plan"] } } };
  expect(planErasure(person({ custom: { a: "1" } }), policy, codeOf).edit.custom).toEqual({ a: null });
});

test("a pseudonym takes the user's code literally, wherever {code} stands", () => {
  const policy = {
    ...defaultPolicy,
    scrub: { ...defaultPolicy.scrub, name: { pseudonym: "{code} was {code}" } },
  };
  expect(planErasure(person(), policy, () => "$&$1").edit.name).toBe("$&$1 was $&$1");
});

test("the code is asked for the user's own ID, and not at all for a fixed replacement", () => {
  const asked: string[] = [];
  const ask = (userId: string) => `${asked.push(userId)}`;
  planErasure(person({ id: "a/b" }), defaultPolicy, ask);
  const policy = { ...defaultPolicy, scrub: { ...defaultPolicy.scrub, name: { pseudonym: "x {code}" } } };
  planErasure(person({ id: "a/b" }), policy, ask);
  expect(asked).toEqual(["a/b"]);
});
