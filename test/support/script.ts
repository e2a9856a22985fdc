import { mkdir, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";
import { bundle } from "../../bundle.js";
import { startChild, type Child, type ChildOptions } from "./child.js";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
/** Where a program of one file looks for what it reads, as in `dist/`. */
const BESIDE = {
  "acquire.lua": "src/quota/acquire.lua",
  "pause.lua": "src/quota/pause.lua",
  migrations: "src/ledger/migrations",
  "../package.json": "package.json",
};

const made = new Map<string, Promise<string>>();

/**
 * Makes one file of a TypeScript file of the tests and all that it imports, once for each process: that starts in a
 * fraction of the time that it takes to compile every module.
 * @param path relative to `base`, an import.meta.url.
 */
export function scriptFile(path: string, base: string): Promise<string> {
  const source = fileURLToPath(new URL(path, base));
  const known = made.get(source) ?? make(source);
  made.set(source, known);
  return known;
}

async function make(source: string): Promise<string> {
  const folder = join(
    inject("scratchFolder"),
    "scripts",
    basename(source, ".ts"),
    String(process.pid),
    "dist",
  );
  await mkdir(folder, { recursive: true });
  for (const [name, target] of Object.entries(BESIDE))
    await symlink(join(REPOSITORY, target), join(folder, name));
  const file = join(folder, "script.js");
  await bundle(source, file);
  return file;
}

/** Runs a TypeScript file of the tests as a process of its own. `path` is relative to `base`, an import.meta.url. */
export async function startScript(
  path: string,
  base: string,
  args: string[],
  options: ChildOptions = {},
): Promise<Child> {
  return startChild(process.execPath, [await scriptFile(path, base), ...args], options);
}
