import { readFileSync } from "node:fs";
import type { Answer } from "../api/answer.js";

/** Beside this file, and beside the program once it is built. */
const text = (name: string) => readFileSync(new URL(`./${name}`, import.meta.url), "utf8");

/** The page that shows what is inside, and what it loads. It asks for nothing from elsewhere. */
const SCRIPTS = ["", "-changes", "-dom", "-lists", "-mosaic", "-rules"].map((part) => `sandbox${part}.js`);
const TYPES = { html: "text/html", css: "text/css", js: "text/javascript" };

/** What the page consists of: files beside this one. */
export const PAGE_FILES = ["sandbox.html", "sandbox.css", ...SCRIPTS];

const NAMES = new Map([
  ["/", "sandbox.html"],
  ...["sandbox.css", ...SCRIPTS].map((name) => [`/${name}`, name] as const),
]);

const POLICY =
  "default-src 'none'; img-src data:; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Undefined for what is no part of the page. */
export function pageAt(method: string | undefined, path: string): Answer | undefined {
  const name = method === "GET" ? NAMES.get(path) : undefined;
  if (name === undefined) return undefined;
  const type = TYPES[name.slice(name.lastIndexOf(".") + 1) as keyof typeof TYPES];
  return {
    status: 200,
    body: text(name),
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "content-security-policy": POLICY,
      "cache-control": "no-cache",
    },
  };
}
