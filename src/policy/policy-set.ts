import { parsePolicy, type PolicyFile } from "./parse.js";
import { PolicyError } from "./problem.js";
import type { ScheduleRule } from "./schedule-schema.js";

/** A policy file as it lies in the folder; `text` is null when it can't be read. */
export interface PolicySource {
  /** Without its folder. */
  file: string;
  text: string | null;
}

/** A schedule with the name of its policy. */
export interface ScheduledPolicy extends ScheduleRule {
  policyName: string;
  policy: PolicyFile["policy"];
}

/** Policy files that are used together. */
export type PolicySet = ReadonlyMap<string, PolicyFile>;

const ENDING = /\.ya?ml$/;

export const isPolicyFile = (file: string): boolean => ENDING.test(file);
export const policyNameOf = (file: string): string => file.replace(ENDING, "");

/**
 * Reads files that are used together. One that can't be used keeps its version in `before`; where two would clash,
 * all stay as they were before.
 */
export function readPolicySet(
  sources: readonly PolicySource[],
  before: PolicySet,
): { set: PolicySet; faults: PolicyError[] } {
  const set = new Map<string, PolicyFile>();
  const faults: PolicyError[] = [];
  for (const { file, text } of sources) {
    const old = before.get(file);
    try {
      if (text === null) throw unreadable(file);
      set.set(file, parsePolicy(text, file));
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      faults.push(error);
      if (old) set.set(file, old);
    }
  }
  const clashes = clashesOf(set);
  return clashes.length > 0 ? { set: before, faults: [...faults, ...clashes] } : { set, faults };
}

export function schedulesOf(set: PolicySet): ScheduledPolicy[] {
  return [...set].flatMap(([file, { policy, schedules }]) =>
    schedules.map((schedule) => ({ ...schedule, policyName: policyNameOf(file), policy })),
  );
}

/** Where `source` was to be read, and nobody can say more. */
export function unreadable(source: string): PolicyError {
  const remedy = "Check that it is there, and who may read it.";
  return new PolicyError(source, [{ line: null, path: "", message: "can't be read", remedy }]);
}

function clashesOf(set: PolicySet): PolicyError[] {
  const policies = new Map<string, string>();
  const schedules = new Map<string, string>();
  const clashes: PolicyError[] = [];
  for (const [file, { schedules: own }] of set) {
    const refuse = (path: string, message: string, remedy: string) =>
      clashes.push(new PolicyError(file, [{ line: null, path, message, remedy }]));
    const name = policyNameOf(file);
    const twin = policies.get(name);
    if (twin !== undefined) refuse("", `is the same policy name as ${twin}`, "Rename one of the two.");
    policies.set(name, file);
    for (const schedule of own) {
      const other = schedules.get(schedule.name);
      if (other !== undefined)
        refuse("schedules", `\`${schedule.name}\` is also a schedule of ${other}`, "Rename one of the two.");
      schedules.set(schedule.name, file);
    }
  }
  return clashes;
}
