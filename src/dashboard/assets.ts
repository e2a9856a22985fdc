import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Pages } from "./env.js";
import { packageFile } from "./package-file.js";

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
  style: addressOf("style"),
  script: addressOf("script"),
  icon: addressOf("icon"),
  font: addressOf("font"),
};

export function registerAssets(app: Pages): void {
  for (const [key, { body, type }] of Object.entries(FILES)) {
    app.get(addressOf(key as keyof typeof FILES), (c) =>
      c.body(body, 200, { "Content-Type": type, "Cache-Control": "public, max-age=31536000, immutable" }),
    );
  }
}

function addressOf(key: keyof typeof FILES): string {
  return `/assets/${VERSION}/${FILES[key].name}`;
}

function file(name: string, type: string, at: string | URL = new URL(`./${name}`, import.meta.url)) {
  return { name, type, body: new Uint8Array(readFileSync(at)) };
}
