import { z } from "zod";
import { jsonRecord } from "./json-record.js";

/**
 * A user as the REST API answers it. Unknown fields are tolerated and kept, a missing `id`, `name` or
 * `createdAt` is an error: it is not made up.
 * @see https://talkjs.com/docs/Reference/REST_API/Users/
 */
export const UserSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  welcomeMessage: z.string().nullish(),
  photoUrl: z.string().nullish(),
  headerPhotoUrl: z.string().nullish(),
  role: z.string().nullish(),
  email: z.array(z.string()).nullish(),
  phone: z.array(z.string()).nullish(),
  custom: jsonRecord(z.string()).nullish(),
  availabilityText: z.string().nullish(),
  locale: z.string().nullish(),
  /** Unix milliseconds. */
  createdAt: z.number(),
  pushTokens: jsonRecord(z.literal(true).nullable()).nullish(),
});

export type User = z.infer<typeof UserSchema>;

/**
 * What an edit may say. A field left out stays as it is, `null` clears it; `custom` and `pushTokens` merge key
 * by key (`{key: null}` deletes that key). `name` is needed to create a user and can't be null or empty.
 */
export interface UserEdit {
  name?: string;
  welcomeMessage?: string | null;
  photoUrl?: string | null;
  headerPhotoUrl?: string | null;
  role?: string | null;
  email?: string[] | null;
  phone?: string[] | null;
  custom?: Record<string, string | null> | null;
  availabilityText?: string | null;
  locale?: string | null;
  pushTokens?: Record<string, true | null> | null;
}

/** Fields of an edit, that is everything about a user that can be changed. */
export type UserField = keyof UserEdit;
