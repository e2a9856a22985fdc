import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What the global set-up makes for tests: a folder for scratch for all, the rest for some. */
export type Part = "scratch" | "build" | "packed ledger" | "servers";

/** The projects of the suite, those with the longest tests first. */
const PROJECTS = {
  /** Floods under kills: small in `npm run test:all`, in full by `npm run soak`. */
  storm: ["build", "servers"],
  /** What only `npm run test:all` runs, beside the rest: browsers, proxies, other versions of Node.js, attacks in full. */
  all: ["build", "servers"],
  /** Crashes: small in `npm test`, in full by `npm run soak`. */
  soak: ["build", "servers"],
  /** The program as it is built, from outside. */
  e2e: ["build", "servers"],
  /** What needs PostgreSQL, PGlite, Redis or another program. */
  integration: ["packed ledger", "servers"],
  /** What needs nothing but Node. */
  unit: [],
} as const satisfies Record<string, readonly Part[]>;

export type ProjectName = keyof typeof PROJECTS;

/** The projects of `npm test`, which it runs as one, so that no fork loads the modules once for each of them. */
export const SMALL = ["soak", "e2e", "integration", "unit"] as const satisfies ProjectName[];

/** A test file is of the first project of which it imports a module, itself or by way of other modules of the tests. */
const MARKS: [ProjectName, RegExp][] = [
  ["e2e", /^test\/support\/(?:cli|browser)\.ts$/],
  ["integration", /^test\/support\/(?:postgres|redis-server|child|programs)\.ts$/],
];

/** What the tests of a project need; those of `SMALL` together need the most. */
export const partsOf = (project: string): readonly Part[] =>
  (PROJECTS as Readonly<Record<string, readonly Part[]>>)[project] ?? PROJECTS.e2e;

/** The test files of each project. @param root the repository's folder */
export function testFiles(root: string): Record<ProjectName, string[]> {
  const files: Record<ProjectName, string[]> = {
    storm: [],
    all: [],
    soak: [],
    e2e: [],
    integration: [],
    unit: [],
  };
  const all = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" });
  for (const name of all.filter((path) => path.endsWith(".test.ts"))) {
    const file = join("test", name);
    files[projectOf(file, root)].push(file);
  }
  return files;
}

function projectOf(file: string, root: string): ProjectName {
  const named = /\.(storm|soak|all)\.test\.ts$/.exec(file)?.[1];
  if (named !== undefined) return named as ProjectName;
  const imported = [...importsOf(file, root)];
  return MARKS.find(([, mark]) => imported.some((path) => mark.test(path)))?.[0] ?? "unit";
}

const IMPORT = /^(?:import|export)\s(?!type\s)[^;]*?\sfrom\s+"(\.[^"]+)\.js"/gm;

/** The modules of the tests that `file` imports, and those that they import. */
function importsOf(file: string, root: string, seen = new Set<string>()): Set<string> {
  for (const [, specifier] of readFileSync(join(root, file), "utf8").matchAll(IMPORT)) {
    const path = join(dirname(file), `${specifier}.ts`);
    if (!path.startsWith("test/") || seen.has(path) || !existsSync(join(root, path))) continue;
    seen.add(path);
    importsOf(path, root, seen);
  }
  return seen;
}
