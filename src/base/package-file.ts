import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** Where a file of a package is: beside the program once that is built, with its package before. */
export function packageFile(inPackage: string, builtAs: string): string {
  const built = fileURLToPath(new URL(`./${builtAs}`, import.meta.url));
  return existsSync(built) ? built : createRequire(import.meta.url).resolve(inPackage);
}
