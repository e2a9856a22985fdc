import type { Command } from "commander";
import { approve } from "../../../jobs/approve.js";
import { isExpired } from "../../../jobs/context.js";
import { RunStateError } from "../../ledger/errors.js";
import type { Run } from "../../ledger/runs.js";
import type { Workshop } from "../../wiring/workshop.js";
import { runNumber } from "../arguments.js";
import { withWorkshop, type CommonOptions } from "../command.js";
import { confirm } from "../confirm.js";
import { follow } from "../follow.js";
import { count } from "../output.js";
import { preflight } from "../preflight.js";
import { reportRun } from "../report.js";

interface ApplyOptions extends CommonOptions {
  yes?: boolean;
}

export function registerApply(program: Command): void {
  program
    .command("apply")
    .argument("<run>", "number of the planned run", runNumber)
    .option("-y, --yes", "don't ask")
    .summary("apply a plan: blank, read back, record")
    .description(
      "Applies a plan exactly as it stands: blanks the users, reads them back, records each in the audit log.",
    )
    .action(async (runId: number, options: ApplyOptions) => {
      await withWorkshop({ name: "apply", options }, async (workshop, out, signal) => {
        const run = await workshop.runs.get(runId);
        assertApplicable(run, workshop);
        await confirm(
          `Run ${runId} will blank ${count(run.tally.toScrub)} users of app ${run.appId} for good.`,
          options.yes ?? false,
        );
        await preflight(workshop, signal);
        // Looked at again: a person may have taken a long time to answer, or somebody else was faster.
        assertApplicable(await workshop.runs.get(runId), workshop);
        if (!(await approve(runId, workshop.context)))
          assertApplicable(await workshop.runs.get(runId), workshop);
        workshop.startWorkers();
        await reportRun(workshop, await follow(workshop, runId, out, signal), out);
      });
    });
}

/** @throws {RunStateError} that says why the plan can't be applied, and what to do. */
function assertApplicable(run: Run, { context }: Workshop): void {
  const tooOld = run.state === "planned" && isExpired(run, context);
  if (tooOld || run.code === "PLAN_TOO_OLD") {
    throw new RunStateError(
      `The plan of run ${run.id} is older than its policy allows (limits.maxPlanAge): people may have changed since.`,
      "Plan again: scrubjay plan",
    );
  }
  if (run.state === "planned") return;
  const whys: Partial<Record<Run["state"], [string, string]>> = {
    planning: ["isn't planned completely yet", `Go on with it: scrubjay resume ${run.id}`],
    refused: [
      `was refused, because it breaks a limit of its policy (${run.code})`,
      "Raise the limit in the policy if that many are meant, and plan again.",
    ],
    plan_failed: [`could not be planned (${run.code})`, `Try again: scrubjay resume ${run.id}`],
    applying: ["is being applied already", `Follow it: scrubjay resume ${run.id}`],
    stopped: [`was applied and stopped (${run.code})`, `Go on with it: scrubjay resume ${run.id}`],
    done: [
      "was applied already",
      `See it: scrubjay status ${run.id}. What was parked is tried again with: scrubjay retry ${run.id}`,
    ],
  };
  const [what, remedy] = whys[run.state] ?? [`is ${run.state}`, "Plan again: scrubjay plan"];
  throw new RunStateError(`Run ${run.id} ${what}.`, remedy);
}
