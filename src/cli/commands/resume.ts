import type { Command } from "commander";
import { failure } from "../../base/errors.js";
import * as RunSteps from "../../contracts/run-steps.js";
import * as Runs from "../../contracts/runs.js";
import type { ApiClient } from "../api/client.js";
import { withApi } from "../api/with-api.js";
import { runNumber } from "../input/arguments.js";
import type { CommonOptions } from "../io/output.js";
import { follow } from "../work/follow.js";
import type { Invocation } from "../invocation.js";
import { reportPlan, reportRun } from "../lines/report.js";

export function registerResume(program: Command, invocation: Invocation): void {
  program
    .command("resume")
    .argument("[run]", "number of the run; without it, the one that isn't finished", runNumber)
    .summary("go on with an unfinished, stopped or failed run")
    .description(
      "Takes a run up where it was: after a crash, after it was stopped by its error rate or by refused credentials, " +
        "or to follow one that other processes work on.",
    )
    .action(async (wanted: number | undefined, options: CommonOptions) => {
      await withApi({ invocation, name: "resume", options }, "work", async (api, out, signal) => {
        const run = wanted ?? (await unfinished(api));
        await api.call(RunSteps.resume, { params: { run } });
        api.takePart();
        await follow(api, run, out, signal);
        const ended = await api.call(Runs.get, { params: { run } });
        await (ended.state === "planned" ? reportPlan(api, ended, out) : reportRun(api, ended, out));
      });
    });
}

/** The one run that isn't finished. @throws {USAGE} */
async function unfinished(api: ApiClient): Promise<number> {
  const { items: runs } = await api.page(Runs.list, { query: { active: "true" } });
  const [only, second] = runs;
  if (!only) throw failure("USAGE.noRun");
  if (second) throw failure("USAGE.severalRuns");
  return only.run;
}
