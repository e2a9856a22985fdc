import type { Command } from "commander";
import { registerCheckpoint } from "./checkpoint.js";
import { registerConsistency } from "./consistency.js";
import { registerExport } from "./export.js";
import { registerLookup } from "./lookup.js";
import { registerPublish } from "./publish.js";
import { registerRestart } from "./restart.js";
import { registerVerify } from "./verify.js";

export function registerAudit(program: Command): void {
  const audit = program
    .command("audit")
    .summary("the sealed audit log: verify, look up, export, publish")
    .description(
      "The append-only audit log, sealed so that a change shows: verifies it, looks somebody up, exports it, and hands its " +
        "signed checkpoints to others.",
    );
  registerVerify(audit);
  registerLookup(audit);
  registerExport(audit);
  registerCheckpoint(audit);
  registerConsistency(audit);
  registerPublish(audit);
  registerRestart(audit);
}
