/**
 * Builds `dist/`: the program, `scrubjay.js`, is one file, because loading a thousand modules would take most of a
 * command's time; beside it the files that it reads; and `verify.js`, the certificates' verifier, alone.
 */
import { chmod, cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import { bundle } from "./bundle.js";
import { packLedger } from "./src/ledger/packed-ledger.js";

const TO = "dist";
const PROGRAM = join(TO, "scrubjay.js");
const ASSETS = [
  "src/quota/acquire.lua",
  "src/quota/pause.lua",
  "src/ledger/migrations",
  "src/certificates/page.css",
  "src/server/reference.css",
];

await mkdir(TO, { recursive: true });
const { inputs } = await bundle("src/cli/main.ts", PROGRAM);
await chmod(PROGRAM, 0o755);
await writeFile(join(TO, "THIRD-PARTY-LICENSES.txt"), await licenses(Object.keys(inputs)));
for (const asset of ASSETS) await cp(asset, join(TO, basename(asset)), { recursive: true });
await writeFile(join(TO, "verify.js"), await verifier(), { mode: 0o755 });
// A new embedded ledger to begin with: making one takes PGlite seconds and most of a gigabyte.
await packLedger(TO);

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
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? `${license}` : await readFile(join(folder, file), "utf8");
    return `${name} ${version}\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`);
}
