import type { Command } from "commander";
import { reconcile } from "../../../jobs/reconcile.js";
import { handledOf } from "../../ledger/batches.js";
import { RunStateError } from "../../ledger/errors.js";
import type { Run } from "../../ledger/runs.js";
import { runNumber } from "../arguments.js";
import { withWorkshop, type CommonOptions } from "../command.js";
import { UsageError } from "../errors.js";
import { follow } from "../follow.js";
import { preflight } from "../preflight.js";
import { reportPlan, reportRun } from "../report.js";
import type { Workshop } from "../../wiring/workshop.js";

export function registerResume(program: Command): void {
  program
    .command("resume")
    .argument("[run]", "number of the run; without it, the one that isn't finished", runNumber)
    .summary("go on with an unfinished, stopped or failed run")
    .description(
      "Takes a run up where it was: after a crash, after it was stopped by its error rate or by refused credentials, " +
        "or to follow one that other processes work on.",
    )
    .action(async (wanted: number | undefined, options: CommonOptions) => {
      await withWorkshop({ name: "resume", options }, async (workshop, out, signal) => {
        await preflight(workshop, signal);
        const run = await choose(workshop, wanted);
        await takeUp(workshop, run);
        workshop.startWorkers();
        const ended = await follow(workshop, run.id, out, signal);
        await (ended.state === "planned"
          ? reportPlan(workshop, ended, out)
          : reportRun(workshop, ended, out));
      });
    });
}

async function choose({ runs }: Workshop, wanted: number | undefined): Promise<Run> {
  if (wanted !== undefined) return runs.get(wanted);
  const [run, second] = await runs.active();
  if (!run)
    throw new UsageError(
      "No run is unfinished.",
      "Name a stopped one by its number; see them with: scrubjay runs",
    );
  if (second)
    throw new UsageError(
      "Several runs are unfinished.",
      "Name one by its number; see them with: scrubjay runs",
    );
  return run;
}

async function takeUp({ runs, batches, context }: Workshop, run: Run): Promise<void> {
  if (run.state === "stopped" || run.state === "plan_failed") {
    const progress = await batches.progress(run.id);
    await runs.resume(run.id, { handledBefore: handledOf(progress), failedBefore: progress.failed });
    await reconcile(context);
  } else if (run.state === "cancelled") {
    throw new RunStateError(`Run ${run.id} was given up.`, "Plan again: scrubjay plan");
  } else if (run.state === "planned") {
    throw new RunStateError(
      `Run ${run.id} is planned and waits for approval.`,
      `Apply it: scrubjay apply ${run.id}`,
    );
  }
}
