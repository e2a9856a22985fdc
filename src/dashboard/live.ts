import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Child } from "hono/jsx";
import { streamSSE } from "hono/streaming";
import { isFailure } from "../base/errors.js";
import { MINUTE_MS } from "../model/time.js";
import type { PageContext } from "./env.js";
import type { Router } from "./router.js";
import { sessionOf } from "./access.js";
import type { AddressOf } from "./pages.js";
import { Refusal } from "./page-api.js";
import { textOf } from "./render.js";

const EVERY_MS = 2_000;
/** A browser asks again by itself; so what hangs on an old connection is let go sometimes. */
const FOR_MS = 15 * MINUTE_MS;
/** Of one session: each open page is one. */
const MOST_OF_ONE = 8;
const MOST = 200;

/** Parts of a page, by the ID of the element that each replaces. */
export type Parts = Record<string, Child>;

/** Who reads which page live, to bound it. */
const readers = new Map<string, number>();

/**
 * Keeps pages at `address` up to date with server-sent events (HTML Living Standard, section 9.2): whenever one of their
 * parts changes it is sent, as the page itself would have it. Reading along doesn't keep a session from timing out, and
 * ends with it.
 */
export function registerLive(
  app: Router,
  address: AddressOf<"live">,
  render: (c: PageContext) => Promise<Parts>,
): void {
  app.get(address, (c) => {
    const { hash } = c.get("visitor").session;
    const mine = readers.get(hash) ?? 0;
    const all = [...readers.values()].reduce((sum, n) => sum + n, 0);
    if (mine >= MOST_OF_ONE || all >= MOST) return c.body(null, 429, { "Retry-After": "30" });
    return streamSSE(c, async (stream) => {
      readers.set(hash, (readers.get(hash) ?? 0) + 1);
      // Whoever goes on to another page makes room at once.
      const over = new AbortController();
      const end = () => over.abort();
      const ending = c.get("ending");
      if (ending.aborted) end();
      ending.addEventListener("abort", end);
      stream.onAbort(end);
      try {
        await keepLive(c, render, (event, data) => stream.writeSSE({ event, data }), over.signal);
      } finally {
        ending.removeEventListener("abort", end);
        const left = (readers.get(hash) ?? 1) - 1;
        if (left > 0) readers.set(hash, left);
        else readers.delete(hash);
      }
    });
  });
}

async function keepLive(
  c: PageContext,
  render: (c: PageContext) => Promise<Parts>,
  send: (event: string, data: string) => Promise<void>,
  over: AbortSignal,
): Promise<void> {
  const sent = new Map<string, string>();
  const until = performance.now() + FOR_MS;
  while (!over.aborted && performance.now() < until) {
    if (!(await sessionOf(c))) return send("gone", "");
    for (const [id, html] of Object.entries(await partsOf(c, render))) {
      const text = await textOf(html);
      const digest = createHash("sha256").update(text).digest("base64");
      if (sent.get(id) === digest) continue;
      sent.set(id, digest);
      await send("part", JSON.stringify({ id, html: text }));
    }
    await send("beat", "");
    await sleep(EVERY_MS, undefined, { signal: over }).catch(() => undefined);
  }
}

/** While the ledger is away a page stays as it is, and says that it isn't live. */
async function partsOf(c: PageContext, render: (c: PageContext) => Promise<Parts>): Promise<Parts> {
  try {
    return await render(c);
  } catch (error) {
    // The second is what a page throws for an address that none of its links has.
    if (error instanceof Refusal || isFailure(error, "NO_PAGE")) return {};
    throw error;
  }
}
