import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { fail, notFound, ok, EMPTY, type Answer } from "../api/answer.js";
import { send } from "../api/http.js";
import type { Tokens } from "../api/tokens.js";
import type { State } from "../state.js";

/** What the client asks before its socket: whether there is the app, and for a token. */
export const INTERNAL_PREFIX = "/api/v0/";

const PATH = /^\/api\/v0\/([^/?#]+)(?:\/bokens\/([^/?#]+))?(?:\?([^#]*))?$/;

/** How long a token is good that was given for a user's ID. Assumption: no document says it. */
const BOKEN_SECONDS = 24 * 3_600;

export async function answerInternal(
  state: State,
  tokens: Tokens,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  send(res, await answerTo(state, tokens, req));
}

async function answerTo(state: State, tokens: Tokens, req: IncomingMessage): Promise<Answer> {
  const [, app, user, query] = PATH.exec(req.url ?? "") ?? [];
  if (req.method !== "GET" || app === undefined) return notFound("resource");
  try {
    if (decodeURIComponent(app) !== state.options.appId) return notFound("app");
    if (user === undefined) return EMPTY;
    const userId = decodeURIComponent(user);
    const signature = new URLSearchParams(query).get("signature") ?? "";
    if (state.data.settings.identityVerification && !isSigned(userId, signature, state.options.secretKey))
      return fail(401, "UNAUTHORIZED", ["signature: is missing, or not that of the user"]);
    return ok(JSON.stringify({ boken: await tokens.issueUserToken(userId, BOKEN_SECONDS) }));
  } catch (error) {
    if (error instanceof URIError) return notFound("resource");
    throw error;
  }
}

/** HMAC-SHA256 of the user's ID, in hex. @see https://talkjs.com/docs/Features/Security/Authentication/ */
function isSigned(userId: string, signature: string, secretKey: string): boolean {
  const expected = createHmac("sha256", secretKey).update(userId).digest();
  const given = /^[0-9a-f]{64}$/i.test(signature) ? Buffer.from(signature, "hex") : Buffer.alloc(0);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
