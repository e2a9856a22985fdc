import { z } from "zod";
import { schemas } from "./user-fields.js";

/**
 * A user as it is kept and answered. Fields that an import brought and nobody knows are kept as they are.
 * `createdAt` in Unix ms. @see https://talkjs.com/docs/Reference/REST_API/Users/
 */
export const UserDataSchema = z.looseObject({
  id: z.string().min(1),
  ...schemas("kept"),
  createdAt: z.number(),
});

export type SandboxUser = z.infer<typeof UserDataSchema>;
