import { z } from "zod";
import { badRequest, fail, type Answer } from "../api/answer.js";
import { reasonsOf } from "../api/reasons.js";
import type { TokenRefusal, Token, Tokens } from "../api/tokens.js";

/** As whom somebody is let in, until when, in Unix ms; null is for good. */
export interface Session {
  userId: string;
  expiresAt: number | null;
}

/**
 * A client takes a session that ends sooner for one that has ended, and asks again at once, without a pause: so it is told
 * no shorter time than this, and of the end by an event.
 */
const LEAST_SECONDS = 120;

const RenewSchema = z.strictObject({ token: z.string() });

/**
 * The session that a user's token opens, or why it doesn't. A 400 ends the client for good, so that it is for what no other token
 * would heal; at a 401 it asks for another one.
 */
export async function sessionOf(
  tokens: Tokens,
  address: { appId: string; userId: string | undefined },
  data: unknown,
): Promise<Session | Answer> {
  const { appId, userId } = address;
  if (appId !== tokens.appId) return fail(400, "APP_NOT_FOUND", ["no such app"]);
  if (userId === undefined) return badRequest(["the user ID in the address is not well encoded"]);
  const renewal = RenewSchema.safeParse(data);
  if (!renewal.success) return badRequest(reasonsOf(renewal.error));
  const token = await tokens.verify(renewal.data.token);
  const session = userSessionOf(token);
  if ("reason" in session) {
    return session.isStale
      ? fail(401, "UNAUTHORIZED", [session.reason])
      : fail(400, "INVALID_TOKEN", [session.reason]);
  }
  return session.userId === userId ? session : fail(400, "INVALID_TOKEN", ["sub must be the user"]);
}

/** What a token says that is a user's. */
export function userSessionOf(token: Token | TokenRefusal): Session | TokenRefusal {
  if ("reason" in token) return token;
  if (token.tokenType !== "user") return { reason: "tokenType must be user", isStale: false };
  const { subject, expiresAt } = token;
  return typeof subject === "string" && subject !== ""
    ? { userId: subject, expiresAt }
    : { reason: "the token's sub is wrong or missing", isStale: false };
}

export function expiresInSeconds({ expiresAt }: Session): number | null {
  if (expiresAt === null) return null;
  return Math.max(LEAST_SECONDS, Math.floor((expiresAt - Date.now()) / 1_000));
}
