import type { Command } from "commander";
import { withApi } from "../api/with-api.js";
import { carryOutWatch } from "../work/carry-out-watch.js";
import type { CommonOptions } from "../io/output.js";
import type { Invocation } from "../invocation.js";
import { reportWatch } from "../lines/watch-report.js";

interface ReplayOptions extends CommonOptions {
  fromApp?: string;
  yes?: boolean;
}

export function registerReplay(program: Command, invocation: Invocation): void {
  program
    .command("replay")
    .option(
      "--from-app <id>",
      "apply the erasures of that app to this one; the ledger and its key must be the same",
    )
    .option("-y, --yes", "don't ask before scrubbing")
    .summary("apply all past erasures again, after a backup was restored")
    .description(
      "Checks all users for people who were erased and aren't blank, shows how many, and after a yes blanks them again " +
        "as the policy says that erased them. Limits on numbers don't apply: all of them were erased before.",
    )
    .action(async (options: ReplayOptions) => {
      await withApi({ invocation, name: "replay", options }, "work", async (api, out, signal) => {
        const asked = { yes: options.yes ?? false, out, signal };
        const request = { mode: "replay", fromApp: options.fromApp } as const;
        reportWatch(await carryOutWatch(api, request, asked), undefined, out);
      });
    });
}
