import { z } from "zod";
import { byKind, type KindOf, type UserField } from "../model/fields.js";
import { jsonRecord } from "./json-record.js";

/**
 * A user as the REST API answers it. Unknown fields are tolerated and kept, a missing `id`, `name` or
 * `createdAt` is an error: it is not made up.
 * @see https://talkjs.com/docs/Reference/REST_API/Users/
 */
export const UserSchema = z.looseObject({
  id: z.string(),
  ...byKind({
    name: () => z.string(),
    text: () => z.string().nullish(),
    list: () => z.array(z.string()).nullish(),
    texts: () => jsonRecord(z.string()).nullish(),
    tokens: () => jsonRecord(z.literal(true).nullable()).nullish(),
  }),
  /** Unix milliseconds. */
  createdAt: z.number(),
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
