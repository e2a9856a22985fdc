import type { Command } from "commander";
import { reconcile } from "../../../jobs/reconcile.js";
import { handledOf } from "../../ledger/batches.js";
import { runNumber } from "../arguments.js";
import { withWorkshop, type CommonOptions } from "../command.js";
import { follow } from "../follow.js";
import { count } from "../output.js";
import { preflight } from "../preflight.js";
import { reportRun } from "../report.js";

export function registerRetry(program: Command): void {
  program
    .command("retry")
    .argument("<run>", "number of the run", runNumber)
    .summary("try the parked users of a run again")
    .description(
      "Puts every parked user of a finished or stopped run back to work; each is read before it is edited.",
    )
    .action(async (runId: number, options: CommonOptions) => {
      await withWorkshop({ name: "retry", options }, async (workshop, out, signal) => {
        await preflight(workshop, signal);
        const progress = await workshop.batches.progress(runId);
        const retried = await workshop.runs.retryParked(runId, {
          handledBefore: handledOf(progress) - progress.failed,
          failedBefore: 0,
        });
        out.say(
          retried === 0
            ? `Run ${runId} has no parked users.`
            : `${count(retried)} parked ${retried === 1 ? "user goes" : "users go"} back to work.`,
        );
        await reconcile(workshop.context);
        workshop.startWorkers();
        await reportRun(workshop, await follow(workshop, runId, out, signal), out);
      });
    });
}
