import type { Metafile } from "esbuild";
import { EXTERNAL } from "../bundle.js";
import { readLock, type Locked } from "./lock.js";

/** A package that the program is made of, or that is installed beside it. */
export interface Package extends Locked {
  name: string;
  /** Where it lies here, such as `node_modules/pg`. */
  folder: string;
}

export interface Packages {
  /** Sorted by folder. */
  all: Package[];
  /** Which folder imports which; the program's own sources are the folder `""`. */
  imports: Map<string, Set<string>>;
}

/**
 * The packages of a bundle: what was really put in, what stays outside of it, and those whose files are copied.
 * @throws when one of them isn't needed by what stands under `dependencies`.
 */
export async function packagesOf(inputs: Metafile["inputs"], copied: string[]): Promise<Packages> {
  const imports = importsOf(inputs);
  imports.set("", new Set([...(imports.get("") ?? []), ...copied.map(folderOf)]));
  const locked = await readLock();
  const folders = new Set([...imports].flatMap(([from, to]) => [from, ...to]));
  folders.delete("");
  const all = [...folders].sort().map((folder) => {
    const found = locked(folder);
    if (found.dev) throw new Error(`${folder} is in the program, and "dependencies" don't need it`);
    return { name: folder.replace(/^.*node_modules\//, ""), folder, ...found };
  });
  return { all, imports };
}

function importsOf(inputs: Metafile["inputs"]): Packages["imports"] {
  const imports: Packages["imports"] = new Map();
  for (const [path, input] of Object.entries(inputs)) {
    const from = folderOf(path);
    const to = imports.get(from) ?? new Set();
    imports.set(from, to);
    for (const { path: imported, external } of input.imports) {
      // What is external and not ours to install is a part of Node.js.
      if (external === true && !EXTERNAL.includes(imported)) continue;
      const folder = external === true ? `node_modules/${imported}` : folderOf(imported);
      if (folder !== from && folder !== "") to.add(folder);
    }
  }
  return imports;
}

/** The folder of the package that a file belongs to; empty for a file of ours. */
function folderOf(path: string): string {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? "";
}
