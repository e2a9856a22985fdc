/**
 * Builds `dist/`: the program, `scrubjay.js`, is one file, because loading a thousand modules would take most of a
 * command's time; beside it the files that it reads; and `verify.js`, the certificates' verifier, alone.
 */
import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import { bundle } from "./bundle.js";
import { packLedger } from "./src/ledger/packed-ledger.js";

const TO = "dist";
const PROGRAM = join(TO, "scrubjay.js");
const BOARD_UI = "node_modules/@bull-board/ui";
const FONT = "node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";
/** For packages that carry no licence file of their own. */
const LICENSE_FILES: Record<string, string> = {
  "node_modules/@bull-board/api": "src/dashboard/queues/bull-board.LICENSE.txt",
  [BOARD_UI]: "src/dashboard/queues/bull-board.LICENSE.txt",
};
const ASSETS = [
  "src/quota/acquire.lua",
  "src/quota/pause.lua",
  "src/ledger/migrations",
  "src/certificates/page.css",
  "src/server/reference.css",
  "src/dashboard/queues/board.css",
  "src/dashboard/dashboard.css",
  "src/dashboard/dashboard.js",
  "src/dashboard/icon.svg",
  FONT,
];

await mkdir(TO, { recursive: true });
const { inputs } = await bundle("src/cli/main.ts", PROGRAM);
await chmod(PROGRAM, 0o755);
const parts = [...Object.keys(inputs), BOARD_UI, FONT];
await writeFile(join(TO, "THIRD-PARTY-LICENSES.txt"), await licenses(parts));
for (const asset of ASSETS) await cp(asset, join(TO, basename(asset)), { recursive: true });
await copyBoard();
await writeFile(join(TO, "verify.js"), await verifier(), { mode: 0o755 });
// A new embedded ledger to begin with: making one takes PGlite seconds and most of a gigabyte.
await packLedger(TO);

/** The page of the queue board, in the one language that the dashboard speaks. */
async function copyBoard(): Promise<void> {
  const to = join(TO, "bull-board");
  await rm(to, { recursive: true, force: true });
  const isWanted = (path: string) => !/\/locales\/(?!en-US)/.test(path);
  await cp(join(BOARD_UI, "dist"), to, { recursive: true, filter: isWanted });
}

/** Only without its types: an auditor reads its comments. */
async function verifier(): Promise<string> {
  const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ES2023 };
  return transpileModule(await readFile("src/verifier/verify.ts", "utf8"), { compilerOptions }).outputText;
}

/** What the packages in the program want to be said wherever they go. */
async function licenses(modules: string[]): Promise<string> {
  const folders = modules.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map(async (folder) => {
    const manifest = await readFile(join(folder, "package.json"), "utf8");
    const { name, version, license } = JSON.parse(manifest) as Record<string, string>;
    const own = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const file = own === undefined ? LICENSE_FILES[folder] : join(folder, own);
    const text = file === undefined ? `${license}` : await readFile(file, "utf8");
    return `${name} ${version}\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`);
}
