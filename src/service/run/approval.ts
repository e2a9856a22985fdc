import { feedJob } from "../jobs.js";
import { RUN_APPROVED } from "../../model/actions.js";
import type { Executor } from "../../ledger/database.js";
import type { Run } from "../../ledger/runs/runs.js";
import type { JobContext } from "../context.js";

/**
 * Lets a complete plan be applied, and begins. Idempotent.
 * @throws {SWEEP_ACTIVE} when another sweep of the app is active.
 */
export async function approve(
  runId: number,
  by: string,
  context: Pick<JobContext, "runs" | "actions" | "queues" | "clock">,
): Promise<boolean> {
  const run = await context.runs.get(runId);
  const inTransaction = (tx: Executor) => recordApproval(tx, run, { by, automatic: false }, context);
  const approved = await context.runs.approve(runId, by, context.clock(), inTransaction);
  if (approved) await context.queues.add(feedJob, [{ run: runId, kind: run.kind }]);
  return approved;
}

/** @param approval `automatic`: whoever made the run let it approve itself. */
export async function recordApproval(
  tx: Executor,
  { id }: Run,
  { by, automatic }: { by: string; automatic: boolean },
  { actions }: Pick<JobContext, "actions">,
): Promise<void> {
  await actions.record(tx, RUN_APPROVED, id, { approvedBy: by, automatic });
}
