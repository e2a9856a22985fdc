import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The version of the package; `dist/` lies one folder deeper than the sources. */
export const VERSION: string = readVersion(["../package.json", "../../package.json"]);

function readVersion(places: string[]): string {
  for (const place of places) {
    try {
      const manifest = require(place) as { name?: string; version?: string };
      if (manifest.name === "scrubjay" && manifest.version) return manifest.version;
    } catch {
      // Not at this depth.
    }
  }
  throw new Error("package.json isn't where the program expects it");
}
