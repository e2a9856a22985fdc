import type { Command } from "commander";
import { policyDigest } from "../../policy/digest.js";
import { describePolicy, describeSchedules } from "../../policy/describe.js";
import { createOutput, type CommonOptions } from "../io/output.js";
import type { Invocation } from "../invocation.js";
import { settingsOf } from "../input/settings.js";
import { witnessWarnings } from "../input/witness-warnings.js";
import { loadPolicy, warningLines } from "../input/policy-file.js";

export function registerConfig(program: Command, invocation: Invocation): void {
  const config = program
    .command("config")
    .summary("check settings and policy")
    .description("Checks settings and policy.");
  config
    .command("check")
    .option("-p, --policy <file>", "policy file to check")
    .summary("check the settings and a policy, and say in words what it does")
    .description(
      "Checks every setting and the policy without connecting to anything, and says in words what the policy does.",
    )
    .action(async (options: CommonOptions & { policy?: string }) => {
      const out = createOutput(invocation, options);
      const config = settingsOf(invocation, options.policy === undefined ? ["app", "talkjs"] : []);
      const { policy, schedules, warnings: ofFile } = await loadPolicy(options.policy, invocation);
      const warnings = [...ofFile, ...witnessWarnings(policy, config)];
      const lines = [...describePolicy(policy), ...describeSchedules(schedules)];
      out.result({ ok: true, policyDigest: policyDigest(policy), policy: lines, warnings }, [
        "The settings can be used.",
        `Policy ${options.policy ?? "(built-in)"}:`,
        ...lines.map((line) => `  ${line}`),
        ...warningLines(warnings),
      ]);
    });
}
