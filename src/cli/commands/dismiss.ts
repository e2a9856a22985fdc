import type { Command } from "commander";
import { plural } from "../../model/words.js";
import * as RunSteps from "../../contracts/run-steps.js";
import * as Runs from "../../contracts/runs.js";
import { withApi } from "../api/with-api.js";
import { runNumber } from "../input/arguments.js";
import type { CommonOptions } from "../io/output.js";
import { confirm } from "../io/confirm.js";
import type { Invocation } from "../invocation.js";

export function registerDismiss(program: Command, invocation: Invocation): void {
  program
    .command("dismiss")
    .argument("<run>", "number of the run", runNumber)
    .option("-y, --yes", "don't ask")
    .summary("forget the parked users of a finished run; they stay failed in the audit log")
    .description(
      "Forgets the parked users of a finished run: their encrypted IDs go, and nothing of the run can be tried again.\n" +
        "The audit log keeps saying that they failed, and why.",
    )
    .action(async (run: number, options: CommonOptions & { yes?: boolean }) => {
      await withApi({ invocation, name: "dismiss", options }, "ledger", async (api, out) => {
        await api.call(Runs.get, { params: { run } });
        await confirm(out, `The parked users of run ${run} can't be tried again then.`, options.yes ?? false);
        const { dismissed } = await api.call(RunSteps.dismiss, { params: { run } });
        out.result({ run, dismissed }, [
          `${plural(dismissed, "parked user is", "parked users are")} forgotten; the audit log keeps them as failed.`,
        ]);
      });
    });
}
