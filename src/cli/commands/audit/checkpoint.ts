import type { Command } from "commander";
import * as Log from "../../../contracts/log.js";
import { withApi } from "../../api/with-api.js";
import { wholeNumber } from "../../input/arguments.js";
import type { CommonOptions } from "../../io/output.js";
import type { Invocation } from "../../invocation.js";

export function registerCheckpoint(audit: Command, invocation: Invocation): void {
  audit
    .command("checkpoint")
    .option("--size <entries>", "the one over so many entries instead of the newest", wholeNumber(1))
    .summary("the newest signed checkpoint, as it is, to keep elsewhere")
    .description(
      "Writes the newest signed checkpoint to standard output, byte for byte. Keep it where nobody who can write to the " +
        "database can: later it shows whether the log was changed (scrubjay audit consistency).",
    )
    .action(async (options: CommonOptions & { size?: number }) => {
      await withApi({ invocation, name: "audit checkpoint", options }, "ledger", async (api, out) => {
        const checkpoint = await api.text(Log.checkpoint, { query: { size: options.size } });
        // The note ends in a newline of its own.
        if (out.json) out.result({ checkpoint }, []);
        else out.io.stdout.write(checkpoint);
      });
    });
}
