import { and, eq, inArray, isNull, lte, or, sql, type SQL } from "drizzle-orm";
import type { Database } from "../database.js";
import { holds, requestEvents, requests, requestSubjects } from "../schema.js";

/** A request that something is due for. Without its policy, which can be large. */
export type DueRequest = Pick<typeof requests.$inferSelect, "id" | "state">;

/** So many are read at once; with what is done for them the next come up. */
const MOST_DUE = 1000;

/** Queued ones about whom no run is at work, the nearest deadline first. */
export async function startableRequests(
  db: Database,
  appId: string,
  limit: number,
): Promise<(typeof requests.$inferSelect)[]> {
  const isBusy = sql`exists (select 1 from ${requestSubjects} mine join ${requestSubjects} other
    on other.subject = mine.subject and other.state = 'working' where mine.request_id = ${requests.id})`;
  return db
    .select()
    .from(requests)
    .where(isOpen(appId, and(eq(requests.state, "queued"), sql`not ${isBusy}`)))
    .orderBy(requests.deadline, requests.createdAt)
    .limit(limit);
}

/** Waiting ones whose waiting period is over. */
export async function awaitedRequests(db: Database, appId: string, now: Date): Promise<DueRequest[]> {
  return due(db, appId, and(eq(requests.state, "waiting"), lte(requests.waitUntil, now)));
}

/** Held ones of whose people that are still to be erased nobody is under a legal hold (any more). */
export async function unheldRequests(db: Database, appId: string, now: Date): Promise<DueRequest[]> {
  const isHeld = sql`exists (select 1 from ${requestSubjects} s join ${holds} h on h.subject = s.subject
    where s.request_id = ${requests.id} and s.state = 'open' and h.app_id = ${appId} and h.lifted_at is null
      and (h.ends_at is null or h.ends_at > ${now.toISOString()}::timestamptz))`;
  return due(db, appId, and(eq(requests.state, "held"), sql`not ${isHeld}`));
}

/** Failed ones with one of these codes whose last step was taken before a time. */
export async function failedRequests(
  db: Database,
  appId: string,
  codes: readonly string[],
  before: Date,
): Promise<DueRequest[]> {
  const lastStep = sql`(select max(e.at) from ${requestEvents} e where e.request_id = ${requests.id})`;
  const isPast = sql`${lastStep} < ${before.toISOString()}::timestamptz`;
  return due(db, appId, and(eq(requests.state, "failed"), inArray(requests.code, [...codes]), isPast));
}

/**
 * Open ones that had fewer warnings than are due.
 * @param horizons for the first warning, the second and so on: the last deadline for which it is due.
 */
export async function unwarnedRequests(
  db: Database,
  appId: string,
  horizons: readonly Date[],
): Promise<DueRequest[]> {
  return due(
    db,
    appId,
    or(
      ...horizons.map((horizon, given) =>
        and(lte(requests.deadline, horizon), lte(requests.warnings, given)),
      ),
    ),
  );
}

/** The nearest deadline first. */
async function due(db: Database, appId: string, condition: SQL | undefined): Promise<DueRequest[]> {
  return db
    .select({ id: requests.id, state: requests.state })
    .from(requests)
    .where(isOpen(appId, condition))
    .orderBy(requests.deadline, requests.createdAt)
    .limit(MOST_DUE);
}

function isOpen(appId: string, condition: SQL | undefined): SQL | undefined {
  return and(eq(requests.appId, appId), isNull(requests.finishedAt), condition);
}
