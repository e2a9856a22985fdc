import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import type { Executor } from "../database.js";
import { PAUSED } from "./runs.js";
import { runs } from "../schema.js";
import type { RunState } from "../../model/run-lifecycle.js";

/** A run without what is large or encrypted. */
export type RunOutline = Pick<
  typeof runs.$inferSelect,
  "id" | "kind" | "state" | "code" | "tally" | "createdAt" | "plannedAt"
>;

/** Runs in one of these states. */
export async function runOutlines(
  executor: Executor,
  appId: string,
  states: readonly RunState[],
  { order, limit }: { order: "oldest" | "newest"; limit: number },
): Promise<RunOutline[]> {
  const { id, kind, state, code, tally, createdAt, plannedAt } = runs;
  return executor
    .select({ id, kind, state, code, tally, createdAt, plannedAt })
    .from(runs)
    .where(and(eq(runs.appId, appId), inArray(runs.state, [...states])))
    .orderBy(order === "oldest" ? asc(id) : desc(id))
    .limit(limit);
}

/** How many runs are in each of these states, and the first of them; those that a person has paused don't count. */
export async function unpausedRuns(
  executor: Executor,
  appId: string,
  states: readonly RunState[],
): Promise<Map<RunState, { count: number; first: number }>> {
  const found = await executor
    .select({
      state: runs.state,
      count: sql<number>`count(*)::int`,
      first: sql<number>`min(${runs.id})::int`,
    })
    .from(runs)
    .where(
      and(
        eq(runs.appId, appId),
        inArray(runs.state, [...states]),
        sql`${runs.code} is distinct from ${PAUSED}`,
      ),
    )
    .groupBy(runs.state);
  return new Map(found.map(({ state, ...its }) => [state, its]));
}
