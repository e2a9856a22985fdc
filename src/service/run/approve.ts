import { failure } from "../../base/errors.js";
import { approve } from "./approval.js";
import { planEnd, type CipherContext, type JobContext } from "../context.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Run } from "../../ledger/runs/runs.js";
import { preflight } from "./preflight.js";
import { demandScan } from "../../erasure/bound-row.js";
import { assertPlanned, planEnded } from "./obstacle.js";

type Context = CipherContext &
  Pick<JobContext, "runs" | "actions" | "queues" | "talkjs" | "settings" | "clock">;

/**
 * Lets a plan be applied, exactly as it stands.
 * @throws {RUN_NOT_FOUND | RUN_STATE | RUN_CHANGED | FOUR_EYES | SWEEP_ACTIVE}, and what `preflight` throws.
 */
export async function approveRun(
  runId: number,
  actor: Actor,
  context: Context,
  signal: AbortSignal,
): Promise<Run> {
  await assertApplicable(runId, context);
  const { createdBy } = await context.runs.get(runId);
  if (context.settings.fourEyes && createdBy === actor.name) {
    throw failure("FOUR_EYES.run", { run: runId, planner: createdBy });
  }
  await preflight(context, signal);
  // Looked at again: that took its time, and somebody else may have been faster.
  await assertApplicable(runId, context);
  if (!(await approve(runId, actor.name, context))) await assertApplicable(runId, context);
  return context.runs.get(runId);
}

/** @throws {RUN_CHANGED}, or {RUN_STATE} that says why the plan can't be applied, and what to do. */
async function assertApplicable(runId: number, context: Context): Promise<void> {
  const run = await context.runs.get(runId);
  assertPlanned({ run: runId, state: run.state, code: run.code });
  const end = planEnd(run, context);
  if (end) throw planEnded(runId, end);
  demandScan(run, context.encryption.ofRun(runId));
}
