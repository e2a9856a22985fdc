import type { Command } from "commander";
import * as Runs from "../../contracts/runs.js";
import type { RunView } from "../../contracts/runs.js";
import type { ApiClient } from "../api/client.js";
import { withApi } from "../api/with-api.js";
import { runNumber, wholeNumber } from "../input/arguments.js";
import { type CommonOptions, count } from "../io/output.js";
import type { Invocation } from "../invocation.js";
import { minute } from "../input/moment.js";
import { planLines, runLines } from "../lines/run-lines.js";

export function registerRuns(program: Command, invocation: Invocation): void {
  program
    .command("runs")
    .option("-n, --limit <number>", "how many, newest first", wholeNumber(1, 1000), 20)
    .summary("list the runs, newest first")
    .description("Lists the runs of the app, newest first. Reads the ledger only.")
    .action(async (options: CommonOptions & { limit: number }) => {
      await withApi({ invocation, name: "runs", options }, "ledger", async (api, out) => {
        const { items: runs } = await api.page(Runs.list, { query: { limit: options.limit } });
        out.result(runs, runs.length > 0 ? [HEADER, ...runs.map(line)] : [NONE_YET]);
      });
    });

  program
    .command("status")
    .argument("[run]", "number of the run; without it, the newest", runNumber)
    .summary("show one run: its plan, how far it is, what failed")
    .description("Shows one run: its plan, how far it is, and what failed. Reads the ledger only.")
    .action(async (wanted: number | undefined, options: CommonOptions) => {
      await withApi({ invocation, name: "status", options }, "ledger", async (api, out) => {
        const view =
          wanted === undefined ? await newest(api) : await api.call(Runs.get, { params: { run: wanted } });
        if (!view) return out.result(null, [NONE_YET]);
        out.result(view, [...planLines(view), "", ...runLines(view)]);
      });
    });
}

async function newest(api: ApiClient): Promise<RunView | undefined> {
  const { items: runs } = await api.page(Runs.list, { query: { limit: 1 } });
  return runs[0];
}

const NONE_YET = "There is no run yet. Begin with: scrubjay plan";

const HEADER = "   run  kind     state        created           to scrub    scrubbed  parked";

function line(view: RunView): string {
  return [
    String(view.run).padStart(6),
    view.kind.padEnd(7),
    view.state.padEnd(11),
    minute(view.createdAt),
    count(view.plan.toScrub).padStart(9),
    count(view.progress.scrubbed).padStart(10),
    count(view.progress.failed).padStart(6),
  ].join("  ");
}
