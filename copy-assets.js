// Lua scripts and SQL migrations are read at run time from beside the module that uses them,
// so they go into dist/ at the same places.
import { cpSync, chmodSync } from "node:fs";

for (const asset of [
  "src/quota/acquire.lua",
  "src/quota/pause.lua",
  "src/ledger/migrations",
  "src/certificates/page.css",
  "src/server/reference.css",
]) {
  cpSync(asset, `dist/${asset}`, { recursive: true });
}
chmodSync("dist/src/cli/main.js", 0o755);

// A new embedded ledger to begin with: making one takes PGlite seconds and most of a gigabyte.
const { packLedger } = await import("./dist/src/ledger/packed-ledger.js");
await packLedger();
