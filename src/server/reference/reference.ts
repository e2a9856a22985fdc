import { readFileSync } from "node:fs";
import type { Api } from "../api.js";
import type { ApiDocument } from "./openapi.js";
import { referencePage } from "./reference-page.js";
import { open } from "../http/route-traits.js";

/** Nothing but our own style sheet. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const STYLE = readFileSync(new URL("./reference.css", import.meta.url), "utf8");

/** The document of the API at /v1/openapi.json, and as a page for people at /v1/docs; open to everybody. */
export function registerReference(api: Api, document: () => ApiDocument): void {
  api.get("/v1/openapi.json", open, (c) => c.json(document()));
  api.get("/v1/docs", open, async (c) => {
    c.header("Content-Security-Policy", PAGE_POLICY);
    return c.html(await referencePage(document()));
  });
  api.get("/v1/docs/style.css", open, (c) =>
    c.body(STYLE, 200, { "Content-Type": "text/css; charset=utf-8", "Cache-Control": "max-age=3600" }),
  );
}
