import type { Command } from "commander";
import { ConfigError } from "../../config/error.js";
import { plural } from "../../model/words.js";
import type { Finding } from "../doctor/finding.js";
import { examine } from "../doctor/doctor.js";
import { type CommonOptions, createOutput } from "../io/output.js";
import type { Invocation } from "../invocation.js";
import { settingsOf } from "../input/settings.js";

const MARKS: Record<Finding["verdict"], string> = { ok: "ok  ", warning: "WARN", problem: "FAIL" };

export function registerDoctor(program: Command, invocation: Invocation): void {
  program
    .command("doctor")
    .option("-p, --policy <file>", "policy file to check too")
    .summary("check credentials, Redis, database, clock and policy")
    .description(
      "Looks at everything a run needs and names a remedy for every problem. Changes no user: whether browsers may write users " +
        "it finds out by writing the second witness's name as it is.",
    )
    .action(async (options: CommonOptions & { policy?: string }) => {
      const out = createOutput(invocation, options);
      const findings = await examineAll(options.policy, invocation);
      const problems = findings.filter(({ verdict }) => verdict === "problem").length;
      out.result({ ok: problems === 0, findings }, [
        ...findings.flatMap(({ verdict, what, detail, remedy }) => [
          `${MARKS[verdict]}  ${what}: ${detail}`,
          ...(remedy ? [`      → ${remedy}`] : []),
        ]),
        problems === 0 ? "Everything that a run needs is there." : `${plural(problems, "problem")} to solve.`,
      ]);
      if (problems > 0) out.fail(2);
    });
}

async function examineAll(policy: string | undefined, invocation: Invocation): Promise<Finding[]> {
  try {
    const config = settingsOf(invocation, ["app", "talkjs"]);
    return [
      { what: "Settings", verdict: "ok", detail: "complete" },
      ...(await examine(config, policy, invocation)),
    ];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ setting, problem }) => ({
      what: `Setting ${setting}`,
      verdict: "problem",
      detail: problem,
      remedy: "Set it in the environment or in a file named .env; .env.example explains each.",
    }));
  }
}
