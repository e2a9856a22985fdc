import { ScrubjayError } from "../base/errors.js";

/**
 * Reduces any failure to a code. Messages of foreign errors can carry a query's parameters, a URL or a host, so
 * they never leave the place where they were caught.
 */
export function errorCode(error: unknown): string {
  if (error instanceof ScrubjayError) return error.code;
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown };
    if (typeof code === "string" && /^[\w-]{1,40}$/.test(code)) return code;
  }
  return error instanceof Error && /^\w{1,40}$/.test(error.name) && error.name !== "Error"
    ? error.name
    : "INTERNAL";
}
