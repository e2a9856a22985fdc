import type { PageContext } from "../env.js";

/** What a file name may hold everywhere. */
const SAFE = /[^\w.-]+/g;

/** An answer of the API as a file to keep, sent on while it comes. @param name without the app, which comes first. */
export function download(c: PageContext, answer: Response, name: string): Response {
  const app = c.get("backend").app.options.appId.replace(SAFE, "-");
  const type = answer.headers.get("content-type") ?? "application/octet-stream";
  return new Response(answer.body, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="scrubjay-${app}-${name}"`,
    },
  });
}

/** `2026-11-21`, in UTC as the log has its times. */
export const today = (c: PageContext): string => c.get("clock")().toISOString().slice(0, 10);
