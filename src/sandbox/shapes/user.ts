import { z } from "zod";

/**
 * A user as it is kept and answered. Whatever an import brought stays as it is, also what nobody knows and what is of another
 * kind than documented, so that such users can be rehearsed. An edit takes only what is documented.
 * `createdAt` in Unix ms. @see https://talkjs.com/docs/Reference/REST_API/Users/
 */
export const UserDataSchema = z.looseObject({ id: z.string().min(1) });

export type SandboxUser = z.infer<typeof UserDataSchema>;

/** One that was invented: of the fields that it has, each is of the kind that is documented. */
export interface InventedUser extends SandboxUser {
  name: string;
  email?: string[] | null;
  phone?: string[] | null;
  custom?: Record<string, string> | null;
  pushTokens?: Record<string, true | null> | null;
  createdAt: number;
}
