import * as fc from "fast-check";
import { byKind } from "../../src/model/fields.js";
import type { User, UserEdit } from "../../src/talkjs/user.js";

/** What TalkJS does with an edit, written apart from the product: absent stays, null clears, maps merge by key. */
export function merge(user: User, edit: UserEdit): User {
  const merged = new Map<string, unknown>(Object.entries(user));
  for (const [field, value] of Object.entries(JSON.parse(JSON.stringify(edit)) as UserEdit)) {
    const isMapping = field === "custom" || field === "pushTokens";
    merged.set(field, isMapping && value !== null ? mergeKeys(merged.get(field), value) : value);
  }
  return Object.fromEntries(merged) as User;
}

function mergeKeys(before: unknown, changes: unknown): unknown {
  const keys = new Map<string, unknown>(Object.entries(before ?? {}));
  for (const [key, value] of Object.entries(changes as object)) {
    if (value === null) keys.delete(key);
    else keys.set(key, value);
  }
  return Object.fromEntries(keys);
}

/** Keys that break careless code, and any Unicode. */
export const awkwardKey = fc.oneof(
  fc.constantFrom(
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "",
    " ",
    "0",
    "plan",
    "länge",
    "🦜",
    "a.b",
    "\u0000",
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);

/** A mapping whose keys are all its own, `__proto__` too, as `JSON.parse` makes them. */
export function mapping<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  return fc.array(fc.tuple(awkwardKey, value), { maxLength: 6 }).map((pairs) => Object.fromEntries(pairs));
}

const blankableText = fc.option(fc.oneof(fc.constant(""), fc.string({ unit: "binary" })), { nil: null });
const contacts = fc.option(fc.array(fc.string({ unit: "binary" }), { maxLength: 3 }), { nil: null });

export const anyUser: fc.Arbitrary<User> = fc.record(
  {
    id: fc.string({ unit: "binary", minLength: 1 }),
    createdAt: fc.nat(),
    ...byKind({
      name: () =>
        fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("[DELETED]", "Deleted user 0badc0de")),
      text: () => blankableText,
      list: () => contacts,
      texts: () => fc.option(mapping(fc.string({ unit: "binary" })), { nil: null }),
      tokens: () => fc.option(mapping(fc.constantFrom<true | null>(true, null)), { nil: null }),
    }),
  },
  { requiredKeys: ["id", "name", "createdAt"] },
);
