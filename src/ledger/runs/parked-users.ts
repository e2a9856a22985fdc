import { sql } from "drizzle-orm";
import { RETRYABLE_RUN_STATES } from "../../model/run-lifecycle.js";
import { listOf, rows, type Executor } from "../database.js";
import { runs, worklist } from "../schema.js";

/** Users for whom it failed for good, and who wait for a person. */
export interface ParkedUsers {
  users: number;
  /** By run, newest first. */
  runs: { run: number; users: number }[];
}

/** Those of runs that are at rest: while one is at work, nobody can do anything about them. @param limit of runs. */
export async function parkedUsers(executor: Executor, appId: string, limit: number): Promise<ParkedUsers> {
  const found = await rows<{ run: number; users: number; total: number }>(
    executor,
    sql`select p.run_id as run, p.users, (sum(p.users) over ())::int as total
        from (select run_id, count(*)::int as users from ${worklist} where state = 'parked' group by run_id) p
        join ${runs} r on r.id = p.run_id
        where r.app_id = ${appId} and r.state in ${listOf(RETRYABLE_RUN_STATES)}
        order by p.run_id desc limit ${limit}`,
  );
  return { users: found[0]?.total ?? 0, runs: found.map(({ run, users }) => ({ run, users })) };
}
