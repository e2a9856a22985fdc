import { RunStateError } from "../../ledger/errors.js";
import type { RunState } from "../../model/run-life.js";

interface Standing {
  run: number;
  state: RunState;
  code: string | null;
}

export const planTooOld = (run: number): RunStateError =>
  new RunStateError(
    `The plan of run ${run} is older than its policy allows (limits.maxPlanAge): people may have changed since.`,
    "Plan again: scrubjay plan",
  );

/** @throws {RunStateError} that says why there is no plan to apply, and what to do. */
export function assertPlanned({ run, state, code }: Standing): void {
  if (state === "planned") return;
  if (code === "PLAN_TOO_OLD") throw planTooOld(run);
  const whys: Partial<Record<RunState, [string, string]>> = {
    planning: ["isn't planned completely yet", `Go on with it: scrubjay resume ${run}`],
    refused: [
      `was refused, because it breaks a limit of its policy (${code})`,
      "Raise the limit in the policy if that many are meant, and plan again.",
    ],
    plan_failed: [`could not be planned (${code})`, `Try again: scrubjay resume ${run}`],
    applying: ["is being applied already", `Follow it: scrubjay resume ${run}`],
    stopped: [`was applied and stopped (${code})`, `Go on with it: scrubjay resume ${run}`],
    done: [
      "was applied already",
      `See it: scrubjay status ${run}. What was parked is tried again with: scrubjay retry ${run}`,
    ],
  };
  const [what, remedy] = whys[state] ?? [`is ${state}`, "Plan again: scrubjay plan"];
  throw new RunStateError(`Run ${run} ${what}.`, remedy);
}
