import type { Command } from "commander";
import { runNumber } from "../arguments.js";
import { withSession, type CommonOptions } from "../command.js";
import { confirm } from "../confirm.js";
import { count } from "../output.js";

export function registerDismiss(program: Command): void {
  program
    .command("dismiss")
    .argument("<run>", "number of the run", runNumber)
    .option("-y, --yes", "don't ask")
    .summary("forget the parked users of a finished run; they stay failed in the audit log")
    .description(
      "Forgets the parked users of a finished run: their encrypted IDs go, and nothing of the run can be tried again.\n" +
        "The audit log keeps saying that they failed, and why.",
    )
    .action(async (runId: number, options: CommonOptions & { yes?: boolean }) => {
      await withSession({ name: "dismiss", options }, ["app"], async (session, out) => {
        await session.runs.get(runId);
        await confirm(`The parked users of run ${runId} can't be tried again then.`, options.yes ?? false);
        const dismissed = await session.runs.dismissParked(runId);
        out.result({ run: runId, dismissed }, [
          `${count(dismissed)} parked ${dismissed === 1 ? "user is" : "users are"} forgotten; the audit log keeps them as failed.`,
        ]);
      });
    });
}
