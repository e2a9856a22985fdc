import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { failure } from "../../base/errors.js";
import { parsePolicy } from "../../policy/parse.js";
import { defaultPolicy, type Policy } from "../../policy/policy.js";
import { describeProblem, type Problem } from "../../policy/problem.js";
import type { ScheduleRule } from "../../policy/schedule-schema.js";
import type { Invocation } from "../invocation.js";
import type { Entry } from "./list/list.js";
import { openUserIds } from "./user-ids.js";

export interface LoadedPolicy {
  policy: Policy;
  /** When it runs by itself, in a service. */
  schedules: ScheduleRule[];
  warnings: Problem[];
  /** Where the policy takes its user IDs from; undefined: it pages through all users. */
  ids: string | undefined;
}

/**
 * Reads a policy file; without one, the built-in policy.
 * @throws {PolicyError | USAGE}
 */
export async function loadPolicy(path: string | undefined, invocation: Invocation): Promise<LoadedPolicy> {
  if (path === undefined) return { policy: defaultPolicy, schedules: [], warnings: [], ids: undefined };
  let text: string;
  try {
    text = await readFile(invocation.pathOf(path), "utf8");
  } catch {
    throw failure("USAGE.policyFile", { path });
  }
  const { policy, schedules, warnings } = parsePolicy(text, path);
  const { ids } = policy.select;
  const source =
    ids === undefined ? undefined : "file" in ids ? resolve(dirname(invocation.pathOf(path)), ids.file) : "-";
  return { policy, schedules, warnings, ids: source };
}

/** The user IDs to take instead of everybody; what the command line names wins over the policy. */
export async function listedIds(
  { ids }: LoadedPolicy,
  { ids: override, column }: { ids?: string; column?: string },
  invocation: Invocation,
): Promise<AsyncGenerator<Entry> | undefined> {
  const source = override ?? ids;
  if (source === undefined && column !== undefined) throw failure("USAGE.columnOfNothing");
  return source === undefined ? undefined : openUserIds(source, column, invocation);
}

export const warningLines = (warnings: Problem[]): string[] =>
  warnings.map((warning) => `warning: ${describeProblem(warning)}`);
