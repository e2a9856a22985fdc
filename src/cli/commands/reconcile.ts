import type { Command } from "commander";
import { reconcile } from "../../../jobs/reconcile.js";
import { withWorkshop, type CommonOptions } from "../command.js";

export function registerReconcile(program: Command): void {
  program
    .command("reconcile")
    .summary("fill the queues in Redis again from the ledger")
    .description(
      "Fills the queues in Redis again from the ledger, after Redis was lost, wiped or replaced. Also done at the start " +
        "of every command that works, and by running workers within a second; doing it once more does no harm.",
    )
    .action(async (options: CommonOptions) => {
      await withWorkshop({ name: "reconcile", options }, async (workshop, out) => {
        const runs = await reconcile(workshop.context);
        out.result({ runs }, [
          `${runs} ${runs === 1 ? "run has" : "runs have"} work to do; its jobs are in Redis.`,
        ]);
      });
    });
}
