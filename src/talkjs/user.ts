import { z } from "zod";
import { isMapping } from "../base/mapping.js";
import type { KindOf, UserField } from "../model/fields.js";

/**
 * A user as the REST API answers it. Only the ID must be what it should be: it is all that an edit needs. Whatever else
 * is there stays as it came, and is unknown until somebody has looked at it (`user-values.ts`): one value of another
 * kind, such as a number among the custom fields, must neither hide its user nor the others of the page. There may be
 * more fields than those that are known (`policy/unknown-fields.ts`).
 * @see https://talkjs.com/docs/Reference/REST_API/Users/
 */
export type User = { id: string; createdAt?: unknown } & { [F in UserField]?: unknown } & Record<
    string,
    unknown
  >;

/** The answer itself: a copy by zod would lack a field that is called `__proto__`. */
export const UserSchema: z.ZodType<User> = z.unknown().transform((answer, context): User => {
  if (isUser(answer)) return answer;
  context.addIssue({ code: "custom", path: isMapping(answer) ? ["id"] : [] });
  return z.NEVER;
});

const isUser = (answer: unknown): answer is User => isMapping(answer) && typeof answer["id"] === "string";

interface EditValues {
  name: string;
  text: string | null;
  list: string[] | null;
  texts: Record<string, string | null> | null;
  tokens: Record<string, true | null> | null;
}

/**
 * What an edit may say. A field left out stays as it is, `null` clears it; `custom` and `pushTokens` merge key
 * by key (`{key: null}` deletes that key). `name` is needed to create a user and can't be null or empty.
 */
export type UserEdit = { [F in UserField]?: EditValues[KindOf<F>] };

/** The same edit, which also clears fields that aren't known, by name. */
export function clearing(edit: UserEdit, names: Iterable<string>): UserEdit {
  const cleared = [...names].map((name) => [name, null] as const);
  // Entries, because a name may be __proto__.
  return Object.fromEntries([...Object.entries(edit), ...cleared]);
}
