import { z } from "@hono/zod-openapi";

export const LONGEST_USER_ID = 1_000;

/** A user ID in a body, also one that TalkJS can't be asked about: whatever was recorded can be looked up. */
export const AnyUserId = z.string().min(1).max(LONGEST_USER_ID);
