import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, extname, join, relative, sep } from "node:path";
import { packageFile } from "../package-file.js";

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
};

/** Names with a hash of the content. */
const LASTING = /\.[\da-f]{10}\.(?:css|js)$/;

/** The folder of bull-board's page. */
export const UI_FOLDER = dirname(packageFile("@bull-board/ui/dist/index.ejs", "bull-board/index.ejs"));

/** The files of bull-board's page, by their address such as `static/js/main.js`. */
export class BoardFiles {
  readonly #files: ReadonlyMap<string, string>;

  /** Only what lies in the folder now can be asked for, by exactly that name; links are left out. */
  constructor(folder: string) {
    const found = readdirSync(join(folder, "static"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && TYPES[extname(entry.name)] !== undefined)
      .map((entry) => join(entry.parentPath, entry.name));
    this.#files = new Map(found.map((file) => [relative(folder, file).split(sep).join("/"), file]));
  }

  /** Undefined where there is no such file. */
  async read(
    address: string,
  ): Promise<{ body: Uint8Array<ArrayBuffer>; headers: Record<string, string> } | undefined> {
    const file = this.#files.get(address);
    if (file === undefined) return undefined;
    return {
      body: new Uint8Array(await readFile(file)),
      headers: {
        "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
        "Cache-Control": LASTING.test(file) ? "private, max-age=31536000, immutable" : "no-cache",
        "X-Content-Type-Options": "nosniff",
      },
    };
  }
}
