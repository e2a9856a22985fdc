import { sql } from "drizzle-orm";
import { rows, type Executor } from "../database.js";
import { UNBEGUN_REQUEST_STATES, type RequestState } from "../../model/request-lifecycle.js";
import { requests } from "../schema.js";

/** What the gauges tell about the open requests. */
export interface Backlog {
  open: number;
  /** When the oldest one came in that could have begun and has not. */
  oldestWaiting: Date | null;
  nearestDeadline: Date | null;
}

export async function backlogOf(executor: Executor, appId: string): Promise<Backlog> {
  const isOpen = sql`app_id = ${appId} and finished_at is null`;
  // Of each state the oldest is the first in its index; over all states together it would be looked for in every row.
  const oldest = (state: RequestState) =>
    sql`(select min(created_at) from ${requests} where app_id = ${appId} and state = ${state} and begun_at is null)`;
  const waiting = sql.join(UNBEGUN_REQUEST_STATES.map(oldest), sql`, `);
  const [found] = await rows<{ open: number; waiting: string | null; deadline: string | null }>(
    executor,
    sql`select (select count(*)::int from ${requests} where ${isOpen}) as open,
               least(${waiting})::text as waiting,
               (select min(deadline)::text from ${requests} where ${isOpen}) as deadline`,
  );
  const at = (text: string | null | undefined) => (text ? new Date(text) : null);
  return {
    open: found?.open ?? 0,
    oldestWaiting: at(found?.waiting),
    nearestDeadline: at(found?.deadline),
  };
}
