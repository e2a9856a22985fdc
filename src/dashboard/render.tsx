import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { PageContext } from "./env.js";
import { PAGES, titleOf, type PageAddress, type Place } from "./pages.js";
import { Shell } from "./parts/layout.js";

export interface PageOptions {
  /** The address of the page's live stream; see live.ts. */
  live?: string | undefined;
  /** Default: 200. */
  status?: number;
}

/** Answers with a page of the dashboard. Everything in `body` is escaped by JSX. */
export async function page(
  c: PageContext,
  address: PageAddress,
  body: Child,
  { live, status = 200 }: PageOptions = {},
): Promise<Response> {
  return c.html(await pageText(c, address, body, live), status as 200);
}

/** The page itself, for what is sent piece by piece. */
export const pageText = (c: PageContext, address: PageAddress, body: Child, live?: string): Promise<string> =>
  shellText(c, { title: titleOf(address, c.req.param()), at: PAGES[address].at, live }, body);

/** What has no address of its own, in the frame that pages have. */
export async function shellText(
  c: PageContext,
  { title, at, live }: { title: string; at: Place | null; live?: string | undefined },
  body: Child,
): Promise<string> {
  return documentText(
    <Shell
      title={title}
      theme={c.get("theme")}
      at={at}
      visitor={c.get("visitor")}
      app={c.get("backend").app.options.appId}
      zone={c.get("zone")}
      live={live}
    >
      {body}
    </Shell>,
  );
}

export async function document(c: PageContext, html: Child, status: number): Promise<Response> {
  return c.html(await documentText(html), status as 200);
}

// A comment in front of it would make browsers render as those of the last century did.
const documentText = async (html: Child): Promise<string> =>
  String(raw("<!doctype html>")) + (await textOf(html));

/** A part of a page as it is sent. */
export async function textOf(html: Child): Promise<string> {
  return String(await (html as { toString(): string | Promise<string> }).toString());
}
