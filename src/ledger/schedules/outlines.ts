import { sql } from "drizzle-orm";
import { rows, type Executor } from "../database.js";
import { runs, schedules, scheduleSlots } from "../schema.js";
import type { RunState } from "../../model/run-lifecycle.js";
import type { ScheduleKind } from "../../model/kinds.js";
import type { SlotState } from "../../model/slot-lifecycle.js";

/** A schedule without its policy, and what became of its latest time. */
export interface ScheduleOutline {
  name: string;
  kind: ScheduleKind;
  cron: string;
  timeZone: string;
  after: Date;
  last: {
    slot: Date;
    state: SlotState;
    code: string | null;
    runId: number | null;
    watchId: number | null;
    /** How its run stands by now; null: it has none. */
    runState: RunState | null;
  } | null;
}

interface Found extends Omit<ScheduleOutline, "after" | "last"> {
  after: Date | string;
  slot: Date | string | null;
  state: SlotState;
  code: string | null;
  runId: number | null;
  watchId: number | null;
  runState: RunState | null;
}

/** By name. */
export async function scheduleOutlines(
  executor: Executor,
  appId: string,
  limit: number,
): Promise<ScheduleOutline[]> {
  const found = await rows<Found>(
    executor,
    sql`select s.name, s.kind, s.cron, s.time_zone as "timeZone", s.after, l.slot, l.state, l.code,
               l.run_id as "runId", l.watch_id as "watchId", r.state as "runState"
        from ${schedules} s
        left join lateral (select * from ${scheduleSlots} t where t.schedule_id = s.id
                           order by t.slot desc limit 1) l on true
        left join ${runs} r on r.id = l.run_id
        where s.app_id = ${appId} and s.removed_at is null
        order by s.name limit ${limit}`,
  );
  return found.map(({ after, slot, state, code, runId, watchId, runState, ...schedule }) => ({
    ...schedule,
    after: new Date(after),
    last: slot === null ? null : { slot: new Date(slot), state, code, runId, watchId, runState },
  }));
}
