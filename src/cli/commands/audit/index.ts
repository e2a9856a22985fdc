import type { Command } from "commander";
import { registerCheckpoint } from "./checkpoint.js";
import { registerConsistency } from "./consistency.js";
import { registerExport } from "./export.js";
import { registerLookup } from "./lookup.js";
import { registerPublish } from "./publish.js";
import { registerRestart } from "./restart.js";
import { registerVerify } from "./verify.js";
import type { Invocation } from "../../invocation.js";

export function registerAudit(program: Command, invocation: Invocation): void {
  const audit = program
    .command("audit")
    .summary("the sealed audit log: verify, look up, export, publish")
    .description(
      "The append-only audit log, sealed so that a change shows: verifies it, looks somebody up, exports it, and hands its " +
        "signed checkpoints to others.",
    );
  registerVerify(audit, invocation);
  registerLookup(audit, invocation);
  registerExport(audit, invocation);
  registerCheckpoint(audit, invocation);
  registerConsistency(audit, invocation);
  registerPublish(audit, invocation);
  registerRestart(audit, invocation);
}
