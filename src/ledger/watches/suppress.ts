import { sql, type SQL } from "drizzle-orm";
import type { Executor } from "../database.js";
import { runs, suppression } from "../schema.js";

/**
 * Puts the people of a batch on the suppression list: of whom something was blanked, and of runs over named people also
 * whoever was blank already, as far as that goes, or isn't known. One statement, whatever the size.
 *
 * The policy that counts for a person is that of the last erasure on demand, else of the last sweep: a later, narrower
 * sweep doesn't narrow what must stay blank. A watch only scrubs again by the policy that counts, so it leaves that and
 * notes since when they are blank again.
 * @param results a recordset `x` with subject, outcome, fields and "verifiedAt".
 */
export async function suppress(tx: Executor, runId: number, results: SQL): Promise<void> {
  const isWatch = sql`(select kind = 'watch' from ${runs} where id = ${runId})`;
  // In one order, so that two batches with the same people wait for each other instead of both failing.
  await tx.execute(
    sql`insert into ${suppression} as s (app_id, kind, subject, since, run_id, on_demand, found)
        select r.app_id, 'user', x.subject, coalesce(x."verifiedAt", now()), r.id, r.kind <> 'sweep',
               x.outcome <> 'not_found'
        from ${results} cross join ${runs} r
        where r.id = ${runId}
          and (x.outcome = 'scrubbed' or x.outcome = 'scrubbed_in_part' and cardinality(x.fields) > 0
            or r.kind <> 'sweep' and x.outcome in ('scrubbed_in_part', 'already_blank', 'not_found'))
        order by x.subject
        on conflict (app_id, kind, subject) do update
        set since = greatest(s.since, excluded.since),
            run_id = case when ${isWatch} then s.run_id else excluded.run_id end,
            on_demand = case when ${isWatch} then s.on_demand else excluded.on_demand end,
            found = excluded.found
        where excluded.on_demand or not s.on_demand`,
  );
}
