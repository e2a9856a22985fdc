import type { Command } from "commander";
import { reconcile } from "../../../jobs/reconcile.js";
import { runNumber } from "../arguments.js";
import { withWorkshop, type CommonOptions } from "../command.js";
import { follow } from "../follow.js";
import { runLines } from "../run-view.js";
import { runView } from "../report.js";

export function registerCancel(program: Command): void {
  program
    .command("cancel")
    .argument("<run>", "number of the run", runNumber)
    .summary("give a run up; what was begun is still finished and recorded")
    .description(
      "Gives a run up. Batches whose edit had begun are finished and recorded, so that no change is left without its " +
        "audit entry; nothing else is edited. What was scrubbed stays scrubbed.",
    )
    .action(async (runId: number, options: CommonOptions) => {
      await withWorkshop({ name: "cancel", options }, async (workshop, out, signal) => {
        await workshop.runs.cancel(runId, workshop.context.clock());
        await reconcile(workshop.context);
        workshop.startWorkers();
        const view = await runView(workshop, await follow(workshop, runId, out, signal));
        out.result(view, runLines(view));
      });
    });
}
