import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The version of the package; what is built lies as deep in it as the sources. */
export const { version: VERSION } = require("../package.json") as { version: string };
