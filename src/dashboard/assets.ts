import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Router } from "./router.js";
import { packageFile } from "../base/package-file.js";

const FONT = "inter-latin-wght-normal.woff2";

/** Everything that pages ask for: our own files, read once. */
const FILES = {
  style: file("dashboard.css", "text/css; charset=utf-8"),
  script: file("dashboard.js", "text/javascript; charset=utf-8"),
  icon: file("icon.svg", "image/svg+xml"),
  font: file(FONT, "font/woff2", packageFile(`@fontsource-variable/inter/files/${FONT}`, FONT)),
};

/** Stands in the address of each, so browsers may keep them for good. One for all: they name each other. */
const VERSION = Object.values(FILES)
  .reduce((hash, { body }) => hash.update(body), createHash("sha256"))
  .digest("hex")
  .slice(0, 12);

/** The address of each. */
export const ASSETS: Record<keyof typeof FILES, string> = {
  style: addressOf(FILES.style.name),
  script: addressOf(FILES.script.name),
  icon: addressOf(FILES.icon.name),
  font: addressOf(FILES.font.name),
};

export function registerAssets(app: Router): void {
  app.get("/assets/:version/:file", (c) => {
    const file = Object.values(FILES).find(({ name }) => c.req.path === addressOf(name));
    if (!file) return c.notFound();
    return c.body(file.body, 200, {
      "Content-Type": file.type,
      "Cache-Control": "public, max-age=31536000, immutable",
    });
  });
}

function addressOf(name: string): string {
  return `/assets/${VERSION}/${name}`;
}

function file(name: string, type: string, at: string | URL = new URL(`./${name}`, import.meta.url)) {
  return { name, type, body: new Uint8Array(readFileSync(at)) };
}
