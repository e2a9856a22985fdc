import type { Command } from "commander";
import * as RunSteps from "../../contracts/run-steps.js";
import * as Runs from "../../contracts/runs.js";
import { assertPlanned } from "../../service/run/obstacle.js";
import { withApi } from "../api/with-api.js";
import { runNumber } from "../input/arguments.js";
import { type CommonOptions, count } from "../io/output.js";
import { confirm } from "../io/confirm.js";
import { follow } from "../work/follow.js";
import type { Invocation } from "../invocation.js";
import { reportRun } from "../lines/report.js";

interface ApplyOptions extends CommonOptions {
  yes?: boolean;
}

export function registerApply(program: Command, invocation: Invocation): void {
  program
    .command("apply")
    .argument("<run>", "number of the planned run", runNumber)
    .option("-y, --yes", "don't ask")
    .summary("apply a plan: blank, read back, record")
    .description(
      "Applies a plan exactly as it stands: blanks the users, reads them back, records each in the audit log.",
    )
    .action(async (run: number, options: ApplyOptions) => {
      await withApi({ invocation, name: "apply", options }, "work", async (api, out, signal) => {
        const plan = await api.call(Runs.get, { params: { run } });
        assertPlanned(plan);
        await confirm(
          out,
          `Run ${run} will blank ${count(plan.plan.toScrub)} users of app ${plan.app} for good.`,
          options.yes ?? false,
        );
        await api.call(RunSteps.approve, { params: { run } });
        api.takePart();
        await follow(api, run, out, signal);
        await reportRun(api, await api.call(Runs.get, { params: { run } }), out);
      });
    });
}
