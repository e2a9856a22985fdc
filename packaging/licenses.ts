import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Package } from "./packages.js";

/** For packages that carry no licence file of their own. */
const LICENSE_FILES: Record<string, string> = {
  "@bull-board/api": "src/dashboard/queues/bull-board.LICENSE.txt",
  "@bull-board/ui": "src/dashboard/queues/bull-board.LICENSE.txt",
};

/** What the packages in the program want to be said wherever they go. */
export async function licenseTexts(packages: Package[]): Promise<string> {
  const texts = packages.map(async ({ name, version, license, folder }) => {
    const own = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const file = own === undefined ? LICENSE_FILES[name] : join(folder, own);
    const text = file === undefined ? license : await readFile(file, "utf8");
    return `${name} ${version}\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`);
}
