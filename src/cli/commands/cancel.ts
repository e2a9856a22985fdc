import type { Command } from "commander";
import * as RunSteps from "../../contracts/run-steps.js";
import * as Runs from "../../contracts/runs.js";
import { withApi } from "../api/with-api.js";
import { runNumber } from "../input/arguments.js";
import type { CommonOptions } from "../io/output.js";
import { follow } from "../work/follow.js";
import type { Invocation } from "../invocation.js";
import { runLines } from "../lines/run-lines.js";

export function registerCancel(program: Command, invocation: Invocation): void {
  program
    .command("cancel")
    .argument("<run>", "number of the run", runNumber)
    .summary("give a run up; what was begun is still finished and recorded")
    .description(
      "Gives a run up. Batches whose edit had begun are finished and recorded, so that no change is left without its " +
        "audit entry; nothing else is edited. What was scrubbed stays scrubbed.",
    )
    .action(async (run: number, options: CommonOptions) => {
      await withApi({ invocation, name: "cancel", options }, "work", async (api, out, signal) => {
        await api.call(RunSteps.cancel, { params: { run } });
        api.takePart();
        await follow(api, run, out, signal);
        const view = await api.call(Runs.get, { params: { run } });
        out.result(view, runLines(view));
      });
    });
}
