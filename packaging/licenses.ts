import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Package } from "./packages.js";

/** What the packages in the program want to be said wherever they go. */
export async function licenseTexts(packages: Package[]): Promise<string> {
  const texts = packages.map(async ({ name, version, license, folder }) => {
    const own = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = own === undefined ? license : await readFile(join(folder, own), "utf8");
    return `${name} ${version}\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`);
}
