import type { Command } from "commander";
import { withApi } from "../api/with-api.js";
import { carryOut } from "../work/carry-out.js";
import type { CommonOptions } from "../io/output.js";
import type { Invocation } from "../invocation.js";
import { listedIds, loadPolicy, warningLines } from "../input/policy-file.js";
import { COLUMN_HELP, IDS_HELP, valuesOf } from "../input/user-ids.js";
import { reportPlan } from "../lines/report.js";

export interface PolicyOptions extends CommonOptions {
  policy?: string;
  ids?: string;
  column?: string;
}

/** The options of every command that makes a run. */
export function withPolicyOptions(command: Command): Command {
  return command
    .option(
      "-p, --policy <file>",
      "policy file (YAML); without one the built-in policy blanks everything personal and keeps role",
    )
    .option("--ids <file>", `only these users: ${IDS_HELP}`)
    .option("--column <name>", COLUMN_HELP);
}

export function registerPlan(program: Command, invocation: Invocation): void {
  withPolicyOptions(program.command("plan"))
    .summary("find out what a run would change; changes nothing")
    .description(
      "Pages through the users, writes down who would be scrubbed and which fields, and shows it as numbers.\n" +
        "Nothing is changed. Apply the plan with: scrubjay apply <run>",
    )
    .action(async (options: PolicyOptions) => {
      const loaded = await loadPolicy(options.policy, invocation);
      const { policy, warnings } = loaded;
      const listed = await listedIds(loaded, options, invocation);
      await withApi({ invocation, name: "plan", options }, "work", async (api, out, signal) => {
        for (const line of warningLines(warnings)) out.say(line);
        const ids = listed && valuesOf(listed);
        const request = { kind: "sweep", policy, apply: false, ids } as const;
        await reportPlan(api, await carryOut(api, request, out, signal), out);
      });
    });
}
