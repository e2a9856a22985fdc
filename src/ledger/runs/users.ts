import { and, eq, ne, sql } from "drizzle-orm";
import { rows, type Executor } from "../database.js";
import { batches, listPages, worklist } from "../schema.js";
import type { WorklistRow } from "./worklist.js";
import type { RowState } from "./states.js";

/** A parked row as it is put back to work, in its next round: to be edited, wherever in the list its user is by now. */
export const RETRIED = {
  intent: "scrub",
  reason: null,
  listPage: null,
} as const satisfies Partial<WorklistRow>;

/** Puts parked rows back to work; their batches count as started, so that they are read before they are edited. */
export async function unpark(tx: Executor, runId: number): Promise<number> {
  const unparked = await rows<{ parked: number }>(
    tx,
    sql`with again as (
          update ${worklist} set state = 'pending', intent = ${RETRIED.intent}, reason = ${RETRIED.reason},
              list_page = ${RETRIED.listPage}, round = round + 1
          where run_id = ${runId} and state = 'parked' returning batch
        ), by_batch as (select batch, count(*)::int as parked from again group by batch)
        update ${batches} b set state = 'started', failed = b.failed - by_batch.parked
        from by_batch where b.run_id = ${runId} and b.batch = by_batch.batch
        returning by_batch.parked`,
  );
  return unparked.reduce((sum, batch) => sum + batch.parked, 0);
}

/** Removes the run's references to users; rows in state `except` stay for a retry. */
export async function forgetUsers(tx: Executor, runId: number, except?: RowState): Promise<void> {
  await tx.delete(listPages).where(eq(listPages.runId, runId));
  await tx.delete(worklist).where(and(eq(worklist.runId, runId), except && ne(worklist.state, except)));
}
