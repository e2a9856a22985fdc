import { and, eq, ne, sql } from "drizzle-orm";
import { rows, type Executor } from "../database.js";
import { batches, listPages, worklist } from "../schema.js";
import type { RowState } from "./states.js";

/** Puts parked rows back to work; their batches count as started, so that they are read before they are edited. */
export async function unpark(tx: Executor, runId: number): Promise<number> {
  const unparked = await rows<{ parked: number }>(
    tx,
    sql`with again as (
          update ${worklist} set state = 'pending', intent = 'scrub', reason = null, round = round + 1, list_page = null
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
