import { createHmac, timingSafeEqual } from "node:crypto";

/** What a session's forms carry: it can be computed from the session's cookie, and the cookie not from it. */
export const csrfToken = (cookie: string): string =>
  createHmac("sha256", cookie).update("scrubjay form").digest("base64url");

/** Compares in constant time. */
export function isCsrfToken(given: unknown, expected: string): boolean {
  if (typeof given !== "string" || given.length !== expected.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
