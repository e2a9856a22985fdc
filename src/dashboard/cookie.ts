import type { Context, Env } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { CookieOptions } from "hono/utils/cookie";
import type { SessionLimits } from "../ledger/access/sessions.js";
import { lengthInMs } from "../model/time.js";
import type { Backend } from "../server/backend.js";

export function sessionLimits({ app }: Backend): SessionLimits {
  const { idle, length } = app.options.config.dashboard;
  return { idleMs: lengthInMs(idle), lengthMs: lengthInMs(length) };
}

/**
 * The session's cookie. Scripts can't read it; no other site's form or frame sends it. Where people reach us over TLS it is
 * bound to this very host and to TLS (RFC 6265bis, section 4.1.3.2: `__Host-`).
 */
export class SessionCookie {
  readonly #isSecure: boolean;
  readonly #name: string;

  constructor({ app }: Backend) {
    this.#isSecure = app.options.config.dashboard.publicUrl?.startsWith("https:") ?? false;
    this.#name = this.#isSecure ? "__Host-scrubjay" : "scrubjay";
  }

  read<E extends Env>(c: Context<E>): string | undefined {
    return getCookie(c, this.#name);
  }

  /** Without an expiry: it ends with the browser, or when the ledger says so. */
  write<E extends Env>(c: Context<E>, value: string): void {
    setCookie(c, this.#name, value, this.options());
  }

  clear<E extends Env>(c: Context<E>): void {
    deleteCookie(c, this.#name, this.options());
  }

  private options(): CookieOptions {
    return { httpOnly: true, sameSite: "Lax", path: "/", secure: this.#isSecure };
  }
}
