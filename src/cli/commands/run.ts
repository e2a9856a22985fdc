import type { Command } from "commander";
import { createRun } from "../../../jobs/create-run.js";
import { withWorkshop } from "../command.js";
import { confirm } from "../confirm.js";
import { follow } from "../follow.js";
import { count } from "../output.js";
import { loadPolicy, warningLines } from "../policy-file.js";
import { percent } from "../../policy/limits.js";
import { preflight } from "../preflight.js";
import { reportRun } from "../report.js";
import { userIdsFrom } from "../user-ids.js";
import { withPolicyOptions, type PolicyOptions } from "./plan.js";

export function registerRun(program: Command): void {
  withPolicyOptions(program.command("run"))
    .option("-y, --yes", "don't ask")
    .summary("plan and apply in one go, within the policy's limits")
    .description(
      "Plans, and applies the plan at once if it keeps the limits of the policy; otherwise it is refused before " +
        "the first edit. For schedules and scripts, with --yes.",
    )
    .action(async (options: PolicyOptions & { yes?: boolean }) => {
      const { policy, warnings, ids } = await loadPolicy(options.policy);
      const source = options.ids ?? ids;
      await withWorkshop({ name: "run", options }, async (workshop, out, signal) => {
        for (const line of warningLines(warnings)) out.say(line);
        await preflight(workshop, signal);
        const { maxUsers, maxShare } = policy.limits;
        const most = `up to ${count(maxUsers)} users (at most ${percent(maxShare)} of all)`;
        await confirm(`This blanks ${most} of app ${workshop.options.appId} for good.`, options.yes ?? false);
        const order = {
          kind: "sweep",
          policy,
          autoApply: true,
          ids: source === undefined ? undefined : userIdsFrom(source),
        } as const;
        const runId = await createRun(order, workshop.context);
        workshop.startWorkers();
        await reportRun(workshop, await follow(workshop, runId, out, signal), out);
      });
    });
}
