import { and, desc, eq, sql } from "drizzle-orm";
import { ENDED_RUN_STATES } from "../../model/run-lifecycle.js";
import { listOf, rows, type Executor } from "../database.js";
import { comebacks, runs, suppression, watches } from "../schema.js";
import type { Watch } from "./watches.js";

/** More than these are no other answer for a person. */
const MOST_COUNTED = 10_000;

export interface OpenComebacks {
  /** At most 10,000. */
  count: number;
  /** When the first of them was seen. */
  since: Date | null;
}

/**
 * People, and e-mail addresses, who came back and of whom nobody takes care: not blank since, not under a legal hold when
 * they were seen, and no run is to scrub them or is still at it.
 */
export async function openComebacks(executor: Executor, appId: string): Promise<OpenComebacks> {
  const [found] = await rows<{ count: number; since: Date | string | null }>(
    executor,
    sql`select count(*)::int as count, min(s.last_comeback_at) as since
        from (select kind, subject, last_comeback_at from ${suppression}
              where app_id = ${appId} and last_comeback_at > since limit ${MOST_COUNTED}) s
        cross join lateral (
          select c.held, c.sealed, c.run_id from ${comebacks} c
          where c.subject = s.subject and c.kind = s.kind and c.app_id = ${appId}
          order by c.seen_at desc limit 1) c
        left join ${runs} r on r.id = c.run_id
        where not c.held and c.sealed is null and (r.id is null or r.state in ${listOf(ENDED_RUN_STATES)})`,
  );
  const { count = 0, since = null } = found ?? {};
  return { count, since: since === null ? null : new Date(since) };
}

/** The latest that looked who came back; a replay doesn't. */
export async function latestWatch(executor: Executor, appId: string): Promise<Watch | undefined> {
  const [found] = await executor
    .select()
    .from(watches)
    .where(and(eq(watches.appId, appId), eq(watches.mode, "watch")))
    .orderBy(desc(watches.id))
    .limit(1);
  return found;
}
