import type { Progress, SlotStep } from "../ledger/schedules/slots.js";

/**
 * What a slot has come to, as far as its run or its watch and runs have. `waiting`: a person has to approve a plan.
 * `braked`: refused by a limit, or stopped because too many failed. `failed` carries why; users who are parked make it
 * one. A run that a person has paused is still running.
 */
export function outcomeOf({ watch, runs }: Progress): SlotStep {
  if (watch?.state === "scanning") return { state: "running", code: null };
  if (watch?.state === "failed") return { state: "failed", code: watch.code };
  if (watch?.state === "cancelled") return { state: "failed", code: "CANCELLED" };
  const steps = runs.map(ofRun);
  for (const state of ["running", "waiting", "braked", "failed"] as const) {
    const found = steps.find((step) => step.state === state);
    if (found) return found;
  }
  return { state: watch?.state === "scrubbing" ? "running" : "done", code: null };
}

function ofRun({ state, code, parked }: Progress["runs"][number]): SlotStep {
  switch (state) {
    case "planning":
    case "applying":
    case "cancelling":
      return { state: "running", code: null };
    case "planned":
      return { state: "waiting", code: null };
    case "refused":
      return { state: "braked", code };
    case "stopped":
      if (code === "PAUSED") return { state: "running", code };
      return { state: code === "ERROR_RATE" ? "braked" : "failed", code };
    case "plan_failed":
      return code === "PAUSED" ? { state: "running", code } : { state: "failed", code };
    case "cancelled":
      return { state: "failed", code: code ?? "CANCELLED" };
    case "done":
      return parked > 0 ? { state: "failed", code: "USERS_PARKED" } : { state: "done", code: null };
  }
}
