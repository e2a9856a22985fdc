import { fault, splitFault } from "./fault.js";
import { PolicyFileSchema } from "./policy.js";
import type { Policy } from "./policy.js";
import { PolicyError } from "./problem.js";
import type { Problem } from "./problem.js";
import { problemsOf } from "./problems-of.js";
import type { ScheduleRule } from "./schedule-schema.js";
import { warningsOf } from "./warnings.js";
import { readYaml } from "./yaml-source.js";

const SHARES = ["maxShare", "maxFall", "maxErrorRate"] as const;

export interface PolicyFile {
  policy: Policy;
  /** When it runs by itself. */
  schedules: ScheduleRule[];
  warnings: Problem[];
}

/**
 * Reads a policy file.
 * @param source What the file is called in messages.
 * @throws PolicyError with everything that is wrong, each with its line.
 */
export function parsePolicy(text: string, source: string): PolicyFile {
  const yaml = readYaml(text);
  if (yaml.value === null) {
    const empty = { line: 1, path: "", message: "the policy is empty", remedy: "Begin with `version: 2`." };
    throw new PolicyError(source, yaml.problems.length > 0 ? yaml.problems : [empty]);
  }
  const result = PolicyFileSchema.safeParse(yaml.value);
  const problems = [
    ...yaml.problems,
    ...ambiguousShares(yaml.value).map((path) => ({
      line: yaml.lineOf(path),
      path: path.join("."),
      ...splitFault(fault("is 1, which could mean all or one percent", "Write `100%` or `1%`.")),
    })),
    ...problemsOf(result.success ? [] : result.error.issues, yaml.lineOf),
  ];
  if (!result.success || problems.length > 0) throw new PolicyError(source, problems);
  const { schedules, ...policy } = result.data;
  return { policy, schedules, warnings: warningsOf(policy, yaml.lineOf) };
}

/** A brake must not come off because 1 was read as 100 %. In stored JSON, where nobody types, 1 is the whole. */
function ambiguousShares(value: unknown): string[][] {
  if (!hasLimits(value)) return [];
  const { limits } = value;
  return SHARES.filter((key) => limits[key] === 1).map((key) => ["limits", key]);
}

function hasLimits(value: unknown): value is { limits: Record<string, unknown> } {
  return (
    typeof value === "object" &&
    value !== null &&
    "limits" in value &&
    typeof value.limits === "object" &&
    value.limits !== null
  );
}
