import type { Command } from "commander";
import { carryOut } from "../carry-out.js";
import { withWorkshop } from "../command.js";
import { confirm } from "../confirm.js";
import { count } from "../output.js";
import { listedIds, loadPolicy, warningLines } from "../policy-file.js";
import { percent } from "../../policy/limits.js";
import { preflight } from "../preflight.js";
import { reportRun } from "../report.js";
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
      const loaded = await loadPolicy(options.policy);
      const { policy, warnings } = loaded;
      await withWorkshop({ name: "run", options }, async (workshop, out, signal) => {
        for (const line of warningLines(warnings)) out.say(line);
        await preflight(workshop, signal);
        const { maxUsers, maxShare } = policy.limits;
        const most = `up to ${count(maxUsers)} users (at most ${percent(maxShare)} of all)`;
        await confirm(`This blanks ${most} of app ${workshop.options.appId} for good.`, options.yes ?? false);
        const ids = listedIds(loaded, options.ids);
        const order = { kind: "sweep", policy, autoApply: true, ids } as const;
        await reportRun(workshop, await carryOut(workshop, order, out, signal), out);
      });
    });
}
