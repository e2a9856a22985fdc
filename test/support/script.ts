import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { startChild, type Child, type ChildOptions } from "./child.js";

const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** Runs a TypeScript file of the tests as a process of its own. `path` is relative to `base`, an import.meta.url. */
export function startScript(path: string, base: string, args: string[], options: ChildOptions = {}): Child {
  const file = fileURLToPath(new URL(path, base));
  return startChild(process.execPath, ["--import", TSX, file, ...args], options);
}
