import { build, type Metafile, type Plugin } from "esbuild";

/** Packages that stay outside: a database with files of its own, which it looks for beside itself. */
export const EXTERNAL: readonly string[] = ["@electric-sql/pglite"];

/** What packages import for uses that there are none of here: fonts as WOFF2, which takes 1.4 MB, and pictures as PNG. */
const UNUSED: readonly string[] = ["brotli/decompress.js", "png-js"];

/** To use one is an error. */
const withoutUnused: Plugin = {
  name: "without-unused",
  setup(bundler) {
    const namespace = "unused";
    bundler.onResolve({ filter: /./ }, ({ path }) =>
      UNUSED.includes(path) ? { path, namespace } : undefined,
    );
    bundler.onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: `export default () => { throw new Error("${path} isn't in the program"); };`,
    }));
  },
};

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
    // "debug" takes the second along where it happens to be installed, for another package. The third isn't ours to give away.
    external: [...EXTERNAL, "supports-color", "@talkjs/core"],
    plugins: [withoutUnused],
    // Codes of failures are made of the names of error classes.
    keepNames: true,
    banner: { js: REQUIRE },
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  return metafile;
}
