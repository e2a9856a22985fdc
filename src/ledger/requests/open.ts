import { and, asc, eq, gt, inArray, isNull, sql, type SQL } from "drizzle-orm";
import { DAY_MS } from "../../model/time.js";
import { asJson, rows, type Executor } from "../database.js";
import { STUCK_REQUEST_STATES, type RequestState } from "../../model/request-lifecycle.js";
import { requests } from "../schema.js";

/** A request as a list of deadlines shows it. */
export type DueItem = Pick<
  typeof requests.$inferSelect,
  "id" | "state" | "regulation" | "deadline" | "receivedAt"
>;

/** Open requests by their deadlines. */
export interface DeadlineCounts {
  open: number;
  overdue: number;
  /** Not passed, and before `soon`. */
  dueSoon: number;
  /** By day, UTC: today and the days after it. */
  byDay: { day: string; count: number; overdue: number }[];
}

/**
 * Counts without reading a row: from the index of open requests, each part of time apart.
 * @param days how many, today included.
 */
export async function deadlineCounts(
  executor: Executor,
  appId: string,
  { now, soon, days }: { now: Date; soon: Date; days: number },
): Promise<DeadlineCounts> {
  const dayAt = (n: number) => new Date(Math.floor(now.getTime() / DAY_MS + n) * DAY_MS).toISOString();
  // A deadline has passed at its very instant, and they are kept to the millisecond.
  const passed = new Date(now.getTime() + 1).toISOString();
  const parts = [
    { name: "earlier", from: "-infinity", to: dayAt(0) },
    { name: "passed", from: dayAt(0), to: passed },
    { name: "soon", from: passed, to: soon.toISOString() },
    { name: dayAt(0), from: passed, to: dayAt(1) },
    ...Array.from({ length: days - 1 }, (_, n) => ({
      name: dayAt(n + 1),
      from: dayAt(n + 1),
      to: dayAt(n + 2),
    })),
    { name: "later", from: dayAt(days), to: "infinity" },
  ];
  const found = await rows<{ name: string; n: number }>(
    executor,
    sql`select p.name, (select count(*)::int from ${requests} where app_id = ${appId} and finished_at is null
                          and deadline >= p."from" and deadline < p."to") as n
        from jsonb_to_recordset(${asJson(parts)}) as p(name text, "from" timestamptz, "to" timestamptz)`,
  );
  const of = new Map(found.map(({ name, n }) => [name, n]));
  const count = (name: string) => of.get(name) ?? 0;
  const byDay = Array.from({ length: days }, (_, n) => {
    const overdue = n === 0 ? count("passed") : 0;
    return { day: dayAt(n).slice(0, 10), count: count(dayAt(n)) + overdue, overdue };
  });
  const listed = byDay.reduce((sum, day) => sum + day.count, 0);
  return {
    open: count("earlier") + listed + count("later"),
    overdue: count("earlier") + count("passed"),
    dueSoon: count("soon"),
    byDay,
  };
}

/** Open requests, the nearest deadline first. @param after only those whose deadline is later. */
export async function nearestDeadlines(
  executor: Executor,
  appId: string,
  { limit, after }: { limit: number; after?: Date },
): Promise<DueItem[]> {
  const { id, state, regulation, deadline, receivedAt } = requests;
  return executor
    .select({ id, state, regulation, deadline, receivedAt })
    .from(requests)
    .where(and(eq(requests.appId, appId), isNull(requests.finishedAt), after && gt(requests.deadline, after)))
    .orderBy(asc(deadline), asc(id))
    .limit(limit);
}

/** How many are in each of these states; those without any are missing. */
export async function countsByState(
  executor: Executor,
  appId: string,
  states: readonly RequestState[],
): Promise<Map<RequestState, number>> {
  const found = await executor
    .select({ state: requests.state, n: sql<number>`count(*)::int` })
    .from(requests)
    .where(and(eq(requests.appId, appId), inArray(requests.state, [...states])))
    .groupBy(requests.state);
  return new Map(found.map(({ state, n }) => [state, n]));
}

/** Requests that nothing but a person takes up again, and of them the one with the nearest deadline. */
export async function givenUp(
  executor: Executor,
  appId: string,
  triedAgain: readonly string[],
): Promise<{ count: number; first: string | null }> {
  const isGivenUp: SQL = sql`coalesce(${requests.code}, '') not in (select jsonb_array_elements_text(${asJson(triedAgain)}))`;
  const [found] = await executor
    .select({
      count: sql<number>`count(*)::int`,
      first: sql<string | null>`(array_agg(${requests.id} order by ${requests.deadline}))[1]`,
    })
    .from(requests)
    .where(and(eq(requests.appId, appId), inArray(requests.state, STUCK_REQUEST_STATES), isGivenUp));
  return found ?? { count: 0, first: null };
}
