import { Failure, failure } from "../base/errors.js";
import { told } from "../model/errors/index.js";
import { plural } from "../model/words.js";

/** One thing that is wrong with a policy, or (as a warning) worth knowing about it. */
export interface Problem {
  /** Line in the file, from 1; null when the policy does not come from a file. */
  line: number | null;
  /** For example `limits.maxShare` or `exclude.roles[0]`; empty for the file as a whole. */
  path: string;
  /** What is wrong. Quotes keys, never values: those may be people. */
  message: string;
  /** What to do about it. */
  remedy: string;
}

/** `line 7, limits.maxShare: is zero. Write a share such as 10%.` */
export function describeProblem({ line, path, message, remedy }: Problem): string {
  const place = [line === null ? "" : `line ${line}`, path].filter((part) => part !== "").join(", ");
  return `${place === "" ? "" : `${place}: `}${message}. ${remedy}`;
}

/** A policy that can't be used. Carries every problem found, not only the first. */
export class PolicyError extends Failure<"POLICY_INVALID"> {
  /** In the order of the file. */
  readonly problems: readonly Problem[];

  /** @param source What the policy was read from, as the operator named it. */
  constructor(
    readonly source: string,
    found: readonly Problem[],
  ) {
    const problems = inOrder(found);
    const lines = problems.map((problem) => `  ${describeProblem(problem)}`);
    const facts = { source, count: plural(problems.length, "problem"), problems: lines.join("\n") };
    super(told("POLICY_INVALID", facts), facts);
    this.problems = problems;
  }
}

/** Policy files that can't be used together, with every problem of every one. */
export function policiesInvalid(faults: readonly PolicyError[]) {
  const lines = faults.flatMap(({ source, problems }) => [
    `  ${source}`,
    ...problems.map((problem) => `    ${describeProblem(problem)}`),
  ]);
  return failure("POLICIES_INVALID", { faults: lines.join("\n") });
}

/** By line, each once: one slip can make a parser stumble a thousand times over the same line. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const distinct = new Map(problems.map((problem) => [describeProblem(problem), problem]));
  return [...distinct.values()].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}
