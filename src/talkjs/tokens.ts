import { SignJWT } from "jose";
import { failure } from "../base/errors.js";

/** How long a token is valid, and how long before its end it is no longer used, in seconds. */
const LIFETIME = 30;
const MARGIN = 10;

/** Answers the bearer token for a request that is sent now. */
export type Tokens = () => Promise<string>;

/** `jwt`: a short-lived app token signed with the secret key. `secret`: the secret key itself, the legacy way. */
export type Auth = "jwt" | "secret";

/**
 * @param clock Unix milliseconds.
 * @see https://talkjs.com/docs/Reference/REST_API/Authentication/
 */
export function tokensFor(auth: Auth, appId: string, secretKey: string, clock: () => number): Tokens {
  if (!/^[\x21-\x7e]+$/.test(secretKey))
    throw failure("API_SETTINGS", { setting: "secretKey", expected: "visible ASCII characters" });
  return auth === "secret" ? async () => secretKey : appTokens(appId, secretKey, clock);
}

/** A session that lasts less than two minutes counts as ended to TalkJS's client; no look takes so long. */
const USER_LIFETIME = 300;

/**
 * A token by which a user signs in to the Realtime API.
 * @param nowMs Unix milliseconds.
 * @see https://talkjs.com/docs/Features/Security/Authentication/
 */
export async function userToken(
  appId: string,
  secretKey: string,
  userId: string,
  nowMs: number,
): Promise<string> {
  return new SignJWT({ tokenType: "user" })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer(appId)
    .setSubject(userId)
    .setExpirationTime(Math.floor(nowMs / 1000) + USER_LIFETIME)
    .sign(new TextEncoder().encode(secretKey));
}

function appTokens(appId: string, secretKey: string, clock: () => number): Tokens {
  const key = new TextEncoder().encode(secretKey);
  let signedAt = -Infinity;
  let token = "";
  return async () => {
    const now = Math.floor(clock() / 1000);
    // Also when the clock was set back: the token would be valid for longer than it may.
    if (now < signedAt || now >= signedAt + LIFETIME - MARGIN) {
      token = await new SignJWT({ tokenType: "app" })
        .setProtectedHeader({ alg: "HS256", typ: "JWT" })
        .setIssuer(appId)
        .setExpirationTime(now + LIFETIME)
        .sign(key);
      signedAt = now;
    }
    return token;
  };
}
