import { z } from "zod";
import { perField, USER_FIELDS, type KindOf, type UserField } from "../model/fields.js";

/**
 * A user as the REST API answers it. Only the ID must be what it should be: it is all that an edit needs. Whatever else
 * is there stays as it came, and is unknown until somebody has looked at it (`user-values.ts`): one value of another
 * kind, such as a number among the custom fields, must neither hide its user nor the others of the page.
 * @see https://talkjs.com/docs/Reference/REST_API/Users/
 */
export const UserSchema = z.looseObject({
  id: z.string(),
  ...perField(USER_FIELDS, () => z.unknown().optional()),
  createdAt: z.unknown().optional(),
});

export type User = z.infer<typeof UserSchema>;

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
