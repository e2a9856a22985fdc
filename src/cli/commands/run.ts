import type { Command } from "commander";
import { percent } from "../../model/words.js";
import { withApi } from "../api/with-api.js";
import { carryOut } from "../work/carry-out.js";
import { confirm } from "../io/confirm.js";
import type { Invocation } from "../invocation.js";
import { count } from "../io/output.js";
import { listedIds, loadPolicy, warningLines } from "../input/policy-file.js";
import { valuesOf } from "../input/user-ids.js";
import { reportRun } from "../lines/report.js";
import { withPolicyOptions, type PolicyOptions } from "./plan.js";

export function registerRun(program: Command, invocation: Invocation): void {
  withPolicyOptions(program.command("run"))
    .option("-y, --yes", "don't ask")
    .summary("plan and apply in one go, within the policy's limits")
    .description(
      "Plans, and applies the plan at once if it keeps the limits of the policy; otherwise it is refused before " +
        "the first edit. For schedules and scripts, with --yes.",
    )
    .action(async (options: PolicyOptions & { yes?: boolean }) => {
      const loaded = await loadPolicy(options.policy, invocation);
      const { policy, warnings } = loaded;
      const listed = await listedIds(loaded, options, invocation);
      await withApi({ invocation, name: "run", options }, "work", async (api, out, signal) => {
        for (const line of warningLines(warnings)) out.say(line);
        const { maxUsers, maxShare } = policy.limits;
        const most = `up to ${count(maxUsers)} users (at most ${percent(maxShare)} of all)`;
        await confirm(out, `This blanks ${most} of app ${api.app} for good.`, options.yes ?? false);
        const ids = listed && valuesOf(listed);
        const request = { kind: "sweep", policy, apply: true, ids } as const;
        await reportRun(api, await carryOut(api, request, out, signal), out);
      });
    });
}
