import { sql, type SQL } from "drizzle-orm";
import { listOf, rows, type Executor } from "../database.js";
import { FINAL_REQUEST_STATES } from "../../model/request-lifecycle.js";
import { ENDED_RUN_STATES } from "../../model/run-lifecycle.js";
import {
  comebacks,
  holds,
  requestEmails,
  requestEvents,
  requests,
  requestSubjects,
  runs,
  suppression,
  watches,
  worklist,
} from "../schema.js";

/** An epoch of the evidence that has ended. */
export interface EndedEpoch {
  number: number;
  /** When the next one began. */
  until: Date;
}

/** How many of each are gone; whole numbers. */
export interface Forgotten extends Record<string, number> {
  suppression: number;
  comebacks: number;
  requests: number;
  holds: number;
}

/**
 * Whether work goes on, or waits for a person, on somebody whose evidence is to be in this epoch. Of all apps.
 * @returns a run that does; undefined when there is none.
 */
export async function runAtWork(tx: Executor, epoch: number): Promise<number | undefined> {
  const [found] = await rows<{ run: number }>(
    tx,
    sql`select r.id as run from ${runs} r
        where r.epoch = ${epoch}::int
          and (r.state not in ${listOf(ENDED_RUN_STATES)}
            or exists (select 1 from ${worklist} w where w.run_id = r.id)
            or exists (select 1 from ${requestSubjects} s where s.run_id = r.id and s.state = 'working')
            or exists (select 1 from ${comebacks} c join ${watches} w on w.id = c.watch_id
                       where c.erased_by = r.id and c.sealed is not null and w.finished_at is null))
        order by r.id limit 1`,
  );
  return found?.run;
}

/**
 * Removes what ties people to the entries of an epoch beside its key, in the transaction that marks the key as
 * destroyed: all of these name people by working pseudonyms, which the ledger's key finds again, and runs or times of
 * entries. Of all apps. The entries stay.
 */
export async function forgetEpoch(tx: Executor, epoch: EndedEpoch, now: Date): Promise<Forgotten> {
  const gone = await deleted(tx, sql`delete from ${requests} where ${isOver(epoch)} returning id`);
  for (const part of [requestSubjects, requestEmails, requestEvents]) {
    await tx.execute(
      sql`delete from ${part} where request_id in (select jsonb_array_elements_text(${JSON.stringify(gone)}::jsonb))`,
    );
  }
  // Requests that go on in another epoch keep their people, but not what leads from these to entries of this one.
  await tx.execute(
    sql`update ${requestSubjects} set evidence = null, run_id = null, verified_at = null
        where run_id in ${runsOf(epoch)}`,
  );
  const until = sql`${epoch.until.toISOString()}::timestamptz`;
  return {
    requests: gone.length,
    suppression: (
      await deleted(
        tx,
        // An address that nobody had belongs to no run; its time tells.
        sql`delete from ${suppression} where run_id in ${runsOf(epoch)} or (run_id is null and since < ${until})
            returning subject as id`,
      )
    ).length,
    comebacks: (
      await deleted(
        tx,
        sql`delete from ${comebacks} where erased_by in ${runsOf(epoch)} or run_id in ${runsOf(epoch)}
              or (erased_by is null and run_id is null and seen_at < ${until}) returning subject as id`,
      )
    ).length,
    holds: (
      await deleted(
        tx,
        sql`delete from ${holds} where created_at < ${until}
              and (lifted_at is not null or ends_at <= ${now.toISOString()}::timestamptz) returning id`,
      )
    ).length,
  };
}

const runsOf = ({ number }: EndedEpoch): SQL => sql`(select id from ${runs} where epoch = ${number}::int)`;

/** A request that has ended, and whose runs are all of that epoch or older; one without runs ended before it did. */
function isOver({ number, until }: EndedEpoch): SQL {
  const theirRuns = sql`select 1 from ${requestSubjects} s join ${runs} r on r.id = s.run_id
    where s.request_id = ${requests}.id`;
  return sql`${requests}.state in ${listOf(FINAL_REQUEST_STATES)}
    and not exists (${theirRuns} and r.epoch > ${number}::int)
    and (exists (${theirRuns}) or ${requests}.finished_at < ${until.toISOString()}::timestamptz)`;
}

async function deleted(tx: Executor, statement: SQL): Promise<string[]> {
  return (await rows<{ id: string }>(tx, statement)).map(({ id }) => id);
}
