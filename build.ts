/**
 * Builds `dist/`: the program, `scrubjay.js`, is one file, because loading a thousand modules would take most of a
 * command's time; beside it the files that it reads, and what it is made of; and `verify.js`, the certificates' verifier, alone.
 */
import { chmod, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import { bundle, EXTERNAL } from "./bundle.js";
import { licenseTexts } from "./packaging/licenses.js";
import { packagesOf } from "./packaging/packages.js";
import { sbom, type Program } from "./packaging/sbom.js";
import { FONT_FILES } from "./src/certificates/pdf/faces.js";
import { PAGE_FILES } from "./src/sandbox/inspection/page.js";
import { packLedger } from "./src/ledger/packed-ledger.js";

const TO = "dist";
const PROGRAM = join(TO, "scrubjay.js");
/** A thread begins with a file of its own. */
const THREAD = "client-thread.js";
const FONTS = ["@fontsource-variable/inter/files/inter-latin-wght-normal.woff2", ...FONT_FILES].map(
  (file) => `node_modules/${file}`,
);
const ASSETS = [
  "src/quota/acquire.lua",
  "src/quota/pause.lua",
  "src/ledger/migrations",
  "src/certificates/page.css",
  "src/server/reference/reference.css",
  "src/dashboard/dashboard.css",
  "src/dashboard/dashboard.js",
  "src/dashboard/icon.svg",
  ...PAGE_FILES.map((name) => `src/sandbox/inspection/${name}`),
  ...FONTS,
];

await mkdir(TO, { recursive: true });
// A new embedded ledger to begin with: making one takes PGlite seconds and most of a gigabyte.
const packed = packLedger(TO);
const program = await bundle("src/cli/main.ts", PROGRAM);
await chmod(PROGRAM, 0o755);
const thread = await bundle(`src/talkjs/witness/${THREAD}`, join(TO, THREAD));
const packages = await packagesOf({ ...program.inputs, ...thread.inputs }, FONTS);
const bundled = packages.all.filter(({ name }) => !EXTERNAL.includes(name));
await writeFile(join(TO, "THIRD-PARTY-LICENSES.txt"), await licenseTexts(bundled));
const manifest = JSON.parse(await readFile("package.json", "utf8")) as Program;
await writeFile(join(TO, "sbom.cdx.json"), sbom(manifest, packages));
for (const asset of ASSETS) await cp(asset, join(TO, basename(asset)), { recursive: true });
await writeFile(join(TO, "verify.js"), await verifier(), { mode: 0o755 });
await packed;

/** Only without its types: an auditor reads its comments. */
async function verifier(): Promise<string> {
  const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ES2023 };
  return transpileModule(await readFile("src/verifier/verify.ts", "utf8"), { compilerOptions }).outputText;
}
