import { and, eq, inArray, sql, type SQL } from "drizzle-orm";
import { WORKED_RUN_STATES } from "../../model/run-lifecycle.js";
import { asJson, listOf, rows, type Database, type Executor } from "../database.js";
import { editClaims, runs, worklist } from "../schema.js";

/** Which run edits whom. */
export class EditClaims {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /**
   * Durable before an edit is sent. Of a run that doesn't work on the person any more they are taken over: it may go on for
   * hours with others after it has parked one.
   * @returns those who are this run's now; somebody else is editing the others.
   */
  async take(runId: number, subjects: readonly string[]): Promise<Set<string>> {
    if (subjects.length === 0) return new Set();
    // In one order, so that two runs over the same people wait for each other instead of both failing.
    const taken = await rows<{ subject: string }>(
      this.db,
      sql`insert into ${editClaims} as c (app_id, subject, run_id)
          select ${this.appId}::text, subject, ${runId}::int from jsonb_array_elements_text(${asJson(subjects)}) as x(subject)
          order by subject
          on conflict (app_id, subject) do update set run_id = excluded.run_id
          where c.run_id = excluded.run_id
             or not exists (select 1 from ${runs} r join ${worklist} w on w.run_id = r.id and w.subject = c.subject
                            where r.id = c.run_id and r.state in ${listOf(WORKED_RUN_STATES)} and w.state = 'pending')
          returning subject`,
    );
    return new Set(taken.map(({ subject }) => subject));
  }

  /** Those of whom this run may have sent an edit, and nobody since. */
  async of(runId: number, subjects: readonly string[]): Promise<Set<string>> {
    if (subjects.length === 0) return new Set();
    const found = await this.db
      .select({ subject: editClaims.subject })
      .from(editClaims)
      .where(and(eq(editClaims.runId, runId), inArray(editClaims.subject, [...subjects])));
    return new Set(found.map(({ subject }) => subject));
  }
}

/**
 * It has ended for people of a run, in the transaction that records it.
 * @param results a recordset `x` with subject and "retryFields": what of them is in doubt keeps the claim.
 */
export async function releaseClaims(tx: Executor, runId: number, results: SQL): Promise<void> {
  await tx.execute(
    sql`delete from ${editClaims} c using ${results}
        where c.run_id = ${runId}::int and c.subject = x.subject and cardinality(x."retryFields") = 0`,
  );
}
