import { ScrubjayError } from "../base/errors.js";
import { describeProblem, type PolicyError } from "./problem.js";

/** Thrown when policy files of a service can't be used together. Carries every problem of every file. */
export class PoliciesError extends ScrubjayError {
  readonly code = "POLICIES_INVALID";
  override readonly exitCode = 2;

  constructor(readonly faults: readonly PolicyError[]) {
    super(
      [
        "The policy files can't be used:",
        ...faults.flatMap(({ source, problems }) => [
          `  ${source}`,
          ...problems.map((problem) => `    ${describeProblem(problem)}`),
        ]),
      ].join("\n"),
      "Correct them; scrubjay config check looks at one.",
    );
  }
}
