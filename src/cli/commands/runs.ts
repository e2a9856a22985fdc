import type { Command } from "commander";
import { DateTime } from "luxon";
import { runNumber, wholeNumber } from "../arguments.js";
import { withSession, type CommonOptions } from "../command.js";
import { count } from "../output.js";
import { runView } from "../report.js";
import { planLines, runLines, type RunView } from "../run-view.js";

export function registerRuns(program: Command): void {
  program
    .command("runs")
    .option("-n, --limit <number>", "how many, newest first", wholeNumber(1, 1000), 20)
    .summary("list the runs, newest first")
    .description("Lists the runs of the app, newest first. Reads the ledger only.")
    .action(async (options: CommonOptions & { limit: number }) => {
      await withSession({ name: "runs", options }, ["app"], async (session, out) => {
        const views = await Promise.all(
          (await session.runs.latest(options.limit)).map((run) => runView(session, run)),
        );
        out.result(
          views,
          views.length > 0
            ? [HEADER, ...views.map(line)]
            : ["There is no run yet. Begin with: scrubjay plan"],
        );
      });
    });

  program
    .command("status")
    .argument("[run]", "number of the run; without it, the newest", runNumber)
    .summary("show one run: its plan, how far it is, what failed")
    .description("Shows one run: its plan, how far it is, and what failed. Reads the ledger only.")
    .action(async (wanted: number | undefined, options: CommonOptions) => {
      await withSession({ name: "status", options }, ["app"], async (session, out) => {
        const run = wanted === undefined ? (await session.runs.latest(1))[0] : await session.runs.get(wanted);
        if (!run) return out.result(null, ["There is no run yet. Begin with: scrubjay plan"]);
        const view = await runView(session, run);
        const { meters, share } = session.options.config;
        out.result(view, [...planLines(view, meters.rest.rate * share), "", ...runLines(view)]);
      });
    });
}

const HEADER = "   run  kind     state        created           to scrub    scrubbed  parked";

function line(view: RunView): string {
  const created = DateTime.fromJSDate(view.createdAt).toFormat("yyyy-MM-dd HH:mm");
  return [
    String(view.run).padStart(6),
    view.kind.padEnd(7),
    view.state.padEnd(11),
    created,
    count(view.plan.toScrub).padStart(9),
    count(view.progress.scrubbed).padStart(10),
    count(view.progress.failed).padStart(6),
  ].join("  ");
}
