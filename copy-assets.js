// Lua scripts and SQL migrations are read at run time from beside the module that uses them,
// so they go into dist/ at the same places.
import { cpSync, chmodSync } from "node:fs";

for (const asset of [
  "src/quota/acquire.lua",
  "src/quota/pause.lua",
  "src/ledger/migrations",
  "src/server/reference.css",
]) {
  cpSync(asset, `dist/${asset}`, { recursive: true });
}
chmodSync("dist/src/cli/main.js", 0o755);
