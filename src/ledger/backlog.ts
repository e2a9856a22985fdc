import { sql } from "drizzle-orm";
import { rows, type Executor } from "./database.js";
import { requests } from "./schema.js";

/** What the gauges tell about the open requests. */
export interface Backlog {
  open: number;
  /** When the oldest one came in that could have begun and has not. */
  oldestWaiting: Date | null;
  nearestDeadline: Date | null;
}

export async function backlogOf(executor: Executor, appId: string): Promise<Backlog> {
  const [found] = await rows<{ open: number; waiting: string | null; deadline: string | null }>(
    executor,
    sql`select count(*)::int as open, (min(created_at) filter (where state in ('received', 'resolving', 'queued') and begun_at is null))::text as waiting,
               min(deadline)::text as deadline
        from ${requests} where app_id = ${appId} and finished_at is null`,
  );
  const at = (text: string | null | undefined) => (text ? new Date(text) : null);
  return {
    open: found?.open ?? 0,
    oldestWaiting: at(found?.waiting),
    nearestDeadline: at(found?.deadline),
  };
}
