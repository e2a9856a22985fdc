import type { Context, Env } from "hono";

/**
 * Whether a call comes from a page of ours: browsers say so in Sec-Fetch-Site, and in Origin, and no page of another site
 * can change either (Fetch Metadata, W3C; RFC 6454, section 7). A call that says neither doesn't come from a browser of
 * this decade, and is not let through.
 */
export function isSameOrigin<E extends Env>(c: Context<E>): boolean {
  const site = c.req.header("sec-fetch-site");
  const origin = c.req.header("origin");
  if (site !== undefined && site !== "same-origin") return false;
  if (origin === undefined) return site === "same-origin";
  // The proxy that ends TLS may speak plain HTTP to us, so only hosts are compared.
  const host = c.req.header("host");
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}
