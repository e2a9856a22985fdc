import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { UIConfig } from "@bull-board/api/typings/app";
import { html, raw } from "hono/html";

/**
 * bull-board's page without what it asks of other hosts and without inline style.
 * @param at the address of the board, with a slash at its end.
 */
export function boardPage(folder: string, at: string, uiConfig: UIConfig): ReturnType<typeof html> {
  const template = readFileSync(join(folder, "index.ejs"), "utf8");
  const scripts = addresses(template, /<script\b[^>]*\bsrc="(static\/js\/[\w.-]+\.js)"/g);
  const styles = addresses(template, /<link\b[^>]*\bhref="(static\/css\/[\w.-]+\.css)"/g);
  // In a script element, where nothing is escaped, only this could end it.
  const config = raw(JSON.stringify(uiConfig).replaceAll("<", "\\u003c"));
  return html`<!doctype html>
    <html lang="en" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <base href="${at}" />
        <title>Queues · Scrubjay</title>
        <link rel="icon" href="${uiConfig.favIcon?.default ?? ""}" />
        ${[...styles, "board.css"].map((href) => html`<link rel="stylesheet" href="${href}" />`)}
      </head>
      <body class="preload">
        <script id="__UI_CONFIG__" type="application/json">
          ${config}
        </script>
        <a class="back" href="/">Back to the overview</a>
        <div id="root">
          <noscript>
            <p>
              The queues are shown by a script. What waits and what has failed is also in the
              <a href="/">overview</a>.
            </p>
          </noscript>
        </div>
        ${scripts.map((src) => html`<script defer src="${src}"></script>`)}
      </body>
    </html>`;
}

function addresses(template: string, pattern: RegExp): string[] {
  const found = [...template.matchAll(pattern)].flatMap(([, address]) => address ?? []);
  if (found.length === 0) throw new Error("the queue board's page isn't built as we know it");
  return found;
}
