import type { Context } from "hono";
import type { ApiEnv } from "../backend.js";

/** Callers over HTTP, and what stands between, don't wait for ever. */
const WITHIN_MS = 30_000;

/** Aborts when the caller has gone, and over HTTP when it would not wait much longer for what a call has to ask elsewhere. */
export function callSignal(c: Context<ApiEnv>): AbortSignal {
  const { signal } = c.req.raw;
  return c.env.actor ? signal : AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
}
