import { failure } from "../../base/errors.js";
import type { ErrorKind } from "../../model/errors/index.js";
import { PLAN_ENDS, type PlanEnd } from "../../ledger/runs/runs.js";
import type { RunState } from "../../model/run-lifecycle.js";

interface RunStatus {
  run: number;
  state: RunState;
  code: string | null;
}

const ENDED = {
  PLAN_TOO_OLD: "RUN_STATE.tooOld",
  PLAN_UNBOUND: "RUN_STATE.unbound",
  RUN_CHANGED: "RUN_CHANGED",
} as const satisfies Record<PlanEnd, ErrorKind>;

export const planEnded = (run: number, why: PlanEnd) => failure(ENDED[why], { run });

const OBSTACLES = {
  planning: "RUN_STATE.planning",
  refused: "RUN_STATE.refused",
  plan_failed: "RUN_STATE.planFailed",
  applying: "RUN_STATE.applying",
  stopped: "RUN_STATE.stopped",
  done: "RUN_STATE.done",
  cancelling: "RUN_STATE.other",
  cancelled: "RUN_STATE.other",
} as const satisfies Record<Exclude<RunState, "planned">, ErrorKind>;

/** @throws {RUN_STATE} that says why there is no plan to apply, and what to do. */
export function assertPlanned({ run, state, code }: RunStatus): void {
  if (state === "planned") return;
  const end = PLAN_ENDS.find((one) => one === code);
  if (state === "cancelled" && end) throw planEnded(run, end);
  throw failure(OBSTACLES[state], { run, state, code });
}
