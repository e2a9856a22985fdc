import { build, type Metafile } from "esbuild";

/** For packages that are CommonJS. */
const REQUIRE =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/** Makes one file of a program and all that it imports. @returns what went into it. */
export async function bundle(entry: string, file: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    // A database with files of its own, which it looks for beside itself.
    external: ["@electric-sql/pglite"],
    // Codes of failures are made of the names of error classes.
    keepNames: true,
    banner: { js: REQUIRE },
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  return metafile;
}
