import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { MAIN } from "../support/cli.js";

/** Fonts, copied beside the program. */
const COPIED = ["@fontsource-variable/inter", "@fontsource/inter", "@fontsource/roboto-mono"];

const DIST = dirname(MAIN);

export function readBuilt(file: string): string {
  return readFileSync(join(DIST, file), "utf8");
}

/** The packages that are in the program and beside it: the bundler names each module's file, in a comment or as a key. */
export const packagesInProgram: ReadonlySet<string> = new Set([...bundled(), ...COPIED]);

function bundled(): string[] {
  const paths = readFileSync(MAIN, "utf8").matchAll(/^ *(?:\/\/ |")(node_modules\/[\w@./-]+)/gm);
  return [...paths].flatMap(([, path = ""]) => {
    const [name] = /^(?:@[^/]+\/)?[^/]+/.exec(path.split("node_modules/").at(-1) ?? "") ?? [];
    return name ?? [];
  });
}
