import { sql } from "drizzle-orm";
import { OUTCOME_COUNTERS } from "../../model/outcome.js";
import { rows, type Executor } from "../database.js";
import { batches } from "../schema.js";

/** What the batches of a run tell about its pace, by the ledger's clock. */
export interface PaceFacts {
  /** When the first and the last batch were finished; null: none is, or it was in a ledger that didn't note it. */
  first: Date | null;
  last: Date | null;
  /** Users of batches that were finished in the last `recentMs`. */
  recent: number;
  now: Date;
}

const users = sql.join(
  OUTCOME_COUNTERS.map((counter) => sql`${batches[counter]}`),
  sql` + `,
);
const at = (text: string | null) => (text === null ? null : new Date(text));

export async function paceFacts(executor: Executor, runId: number, recentMs: number): Promise<PaceFacts> {
  const [found] = await rows<{ first: string | null; last: string | null; recent: number; now: string }>(
    executor,
    sql`select min(finished_at)::text as first, max(finished_at)::text as last, now()::text as now,
               coalesce(sum(${users}) filter (
                 where finished_at > now() - make_interval(secs => ${recentMs / 1_000}::float8)), 0)::int as recent
        from ${batches} where run_id = ${runId}`,
  );
  if (!found) throw new Error("an aggregate answered no row");
  const { first, last, recent, now } = found;
  return { first: at(first), last: at(last), recent, now: new Date(now) };
}

/**
 * Users by the time in which their batch was finished, each part of time `seconds` long; those without any are missing. A
 * batch that was taken up again counts as a whole when it was finished last.
 * @returns which part, counted from `from`, and how many.
 */
export async function usersOverTime(
  executor: Executor,
  runId: number,
  { from, seconds }: { from: Date; seconds: number },
): Promise<Map<number, number>> {
  const part = sql`floor(extract(epoch from finished_at - ${from.toISOString()}::timestamptz) / ${seconds}::int)::int`;
  const found = await rows<{ part: number; users: number }>(
    executor,
    sql`select ${part} as part, sum(${users})::int as users from ${batches}
        where run_id = ${runId} and finished_at is not null group by 1`,
  );
  return new Map(found.map((row) => [row.part, row.users]));
}
