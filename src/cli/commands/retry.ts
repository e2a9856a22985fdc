import type { Command } from "commander";
import { plural } from "../../model/words.js";
import * as RunSteps from "../../contracts/run-steps.js";
import * as Runs from "../../contracts/runs.js";
import { withApi } from "../api/with-api.js";
import { runNumber } from "../input/arguments.js";
import type { CommonOptions } from "../io/output.js";
import { follow } from "../work/follow.js";
import type { Invocation } from "../invocation.js";
import { reportRun } from "../lines/report.js";

export function registerRetry(program: Command, invocation: Invocation): void {
  program
    .command("retry")
    .argument("<run>", "number of the run", runNumber)
    .summary("try the parked users of a run again")
    .description(
      "Puts every parked user of a finished or stopped run back to work; each is read before it is edited.",
    )
    .action(async (run: number, options: CommonOptions) => {
      await withApi({ invocation, name: "retry", options }, "work", async (api, out, signal) => {
        const { retried } = await api.call(RunSteps.retry, { params: { run } });
        out.say(
          retried === 0
            ? `Run ${run} has no parked users.`
            : `${plural(retried, "parked user goes", "parked users go")} back to work.`,
        );
        api.takePart();
        await follow(api, run, out, signal);
        await reportRun(api, await api.call(Runs.get, { params: { run } }), out);
      });
    });
}
