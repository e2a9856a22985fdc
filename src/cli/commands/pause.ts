import type { Command } from "commander";
import * as RunSteps from "../../contracts/run-steps.js";
import { withApi } from "../api/with-api.js";
import { runNumber } from "../input/arguments.js";
import type { CommonOptions } from "../io/output.js";
import type { Invocation } from "../invocation.js";
import { runLines } from "../lines/run-lines.js";

export function registerPause(program: Command, invocation: Invocation): void {
  program
    .command("pause")
    .argument("<run>", "number of the run", runNumber)
    .summary("stop a run for now; resume goes on with it")
    .description(
      "Stops a run that is being planned or applied. What is being edited at this moment is still finished and recorded.\n" +
        "Go on with it: scrubjay resume <run>",
    )
    .action(async (run: number, options: CommonOptions) => {
      await withApi({ invocation, name: "pause", options }, "work", async (api, out) => {
        const view = await api.call(RunSteps.pause, { params: { run } });
        out.result(view, [...runLines(view), `Go on with it: scrubjay resume ${run}`]);
      });
    });
}
