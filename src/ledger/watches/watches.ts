import { and, desc, eq, inArray, lt, sql } from "drizzle-orm";
import { failure } from "../../base/errors.js";
import {
  addComebacks,
  erasersToScrub,
  leaveComebacks,
  noteBlank,
  pageOfComebacks,
  tallyOf,
  underway,
  type ComebackTally,
  type NewComeback,
  type ShownComeback,
  type Suppressee,
} from "./comebacks.js";
import { reportComebacks, type ComebackPattern } from "./comeback-pattern.js";
import type { Run } from "../runs/runs.js";
import { isRefusedBy, listOf, type Database, type Executor } from "../database.js";
import { comebacks, runs, watches } from "../schema.js";
import { statesBefore } from "../../model/lifecycle.js";
import { ENDED_RUN_STATES, type RunState } from "../../model/run-lifecycle.js";
import type { OnComeback, WatchMode } from "../../model/kinds.js";
import {
  POLICY_UNREADABLE,
  WATCH_LIFECYCLE,
  type WatchStep,
  type WatchTarget,
} from "../../model/watch-lifecycle.js";

export type Watch = typeof watches.$inferSelect;

export interface NewWatch {
  mode: WatchMode;
  fromApp: string;
  onComeback: OnComeback;
  autoApply: boolean;
  createdBy: string;
  createdAt: Date;
}

/** What one page of users showed. */
export interface WatchedPage {
  /** `startingAfter` of the next page, encrypted. */
  cursor: string;
  /** Users on the page, and those of them who are on the suppression list. */
  users: number;
  known: number;
  seenAt: Date;
  cameBack: NewComeback[];
  /** People on the list who are blank. */
  blank: string[];
  /** People on the list of whom nobody can tell. */
  unjudged: number;
}

/** The watches and replays of one app, and the only writer of their state: `WATCH_LIFECYCLE` says whence a step may come. */
export class Watches {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /** @throws {WATCH_ACTIVE} while another one of the app pages through its users. */
  async create(
    watch: NewWatch,
    inTransaction: (tx: Executor, id: number) => Promise<void> = async () => undefined,
  ): Promise<number> {
    try {
      return await this.db.transaction(async (tx) => {
        const [created] = await tx
          .insert(watches)
          .values({ ...watch, appId: this.appId, state: "scanning" })
          .returning({ id: watches.id });
        if (!created) throw new Error("an insert answered no row");
        await inTransaction(tx, created.id);
        return created.id;
      });
    } catch (error) {
      throw isRefusedBy("one_active_watch", error) ? failure("WATCH_ACTIVE") : error;
    }
  }

  /** @throws {WATCH_NOT_FOUND} */
  async get(id: number): Promise<Watch> {
    const [watch] = await this.db
      .select()
      .from(watches)
      .where(and(eq(watches.id, id), eq(watches.appId, this.appId)));
    if (!watch) throw failure("WATCH_NOT_FOUND");
    return watch;
  }

  /** Newest first. `before`: the last one of the page before. */
  async list({ limit, before }: { limit: number; before?: number }): Promise<Watch[]> {
    return this.db
      .select()
      .from(watches)
      .where(and(eq(watches.appId, this.appId), before === undefined ? undefined : lt(watches.id, before)))
      .orderBy(desc(watches.id))
      .limit(limit);
  }

  /** Those that have users to look at. */
  async scanning(): Promise<Watch[]> {
    return this.db
      .select()
      .from(watches)
      .where(and(eq(watches.appId, this.appId), eq(watches.state, "scanning")));
  }

  /** The runs that it made. */
  async runsOf(id: number): Promise<{ id: number; state: RunState; code: string | null }[]> {
    return this.db
      .select({ id: runs.id, state: runs.state, code: runs.code })
      .from(runs)
      .where(and(eq(runs.watchId, id), eq(runs.appId, this.appId)))
      .orderBy(runs.id);
  }

  /** The runs, of any app under this ledger's key, that erased people; one that is gone is missing. */
  async erasers(runIds: readonly number[]): Promise<Run[]> {
    if (runIds.length === 0) return [];
    return this.db
      .select()
      .from(runs)
      .where(inArray(runs.id, [...runIds]));
  }

  /**
   * Commits a page: the cursor moves on only if nobody else committed this page.
   * @returns who came back on it; undefined when another process did, or the watch has ended.
   */
  async commitPage(tx: Executor, watch: Watch, page: WatchedPage): Promise<Suppressee[] | undefined> {
    const moved = await tx
      .update(watches)
      .set({
        page: watch.page + 1,
        cursor: page.cursor,
        scanned: sql`${watches.scanned} + ${page.users}`,
        known: sql`${watches.known} + ${page.known}`,
        ...(page.unjudged > 0 && { code: POLICY_UNREADABLE }),
      })
      .where(and(eq(watches.id, watch.id), eq(watches.state, "scanning"), eq(watches.page, watch.page)))
      .returning({ id: watches.id });
    if (moved.length === 0) return undefined;
    const added = await addComebacks(tx, watch, page.cameBack);
    if (watch.mode === "watch") await noteBlank(tx, this.appId, page.blank, page.seenAt);
    return added;
  }

  underway(subjects: readonly string[]): Promise<Map<string, number>> {
    return underway(this.db, this.appId, subjects);
  }

  /** The runs that erased those who are to be scrubbed again. */
  erasersToScrub(id: number): Promise<number[]> {
    return erasersToScrub(this.db, id);
  }

  /**
   * Everybody was looked at. @param left runs whose people can't be scrubbed again: they are only told of.
   * @returns the watch, or undefined when it had ended before.
   */
  async endScan(
    tx: Executor,
    id: number,
    { now, left }: { now: Date; left: readonly number[] },
  ): Promise<Watch | undefined> {
    const hasRuns = sql`exists (select 1 from ${runs} r where r.watch_id = ${watches.id})`;
    const at = sql`${now.toISOString()}::timestamptz`;
    const [ended] = await tx
      .update(watches)
      .set({
        state: sql`case when ${hasRuns} then 'scrubbing' else 'done' end`,
        finishedAt: sql`case when ${hasRuns} then null else ${at} end`,
        cursor: null,
        ...(left.length > 0 && { code: POLICY_UNREADABLE }),
      })
      .where(and(eq(watches.id, id), inArray(watches.state, statesBefore(WATCH_LIFECYCLE, "look"))))
      .returning();
    if (ended && left.length > 0) await leaveComebacks(tx, id, left);
    return ended;
  }

  /** Ends the watches whose runs have ended. A refused run leaves its code: its limits were the brake. */
  async settle(now: Date): Promise<Watch[]> {
    return this.db
      .update(watches)
      .set({
        state: "done",
        finishedAt: now,
        code: sql`nullif(concat_ws(',', ${watches.code}, (select string_agg(distinct r.code, ',') from ${runs} r
                   where r.watch_id = ${watches.id} and r.state = 'refused')), '')`,
      })
      .where(
        and(
          eq(watches.appId, this.appId),
          inArray(watches.state, statesBefore(WATCH_LIFECYCLE, "settle")),
          sql`not exists (select 1 from ${runs} r where r.watch_id = ${watches.id} and r.state not in ${listOf(ENDED_RUN_STATES)})`,
        ),
      )
      .returning();
  }

  async fail(id: number, code: string, now: Date): Promise<boolean> {
    return this.end(id, "look", { state: "failed", code, finishedAt: now });
  }

  /** @returns false when it was cancelled before. @throws {WATCH_STATE | WATCH_NOT_FOUND} */
  async cancel(id: number, now: Date): Promise<boolean> {
    if (await this.end(id, "cancel", { state: "cancelled", finishedAt: now })) return true;
    const { state } = await this.get(id);
    if (state === "cancelled") return false;
    throw failure("WATCH_STATE.cancel", { watch: id, state });
  }

  tally(id: number, executor: Executor = this.db): Promise<ComebackTally> {
    return tallyOf(executor, id);
  }

  comebacks(options: Parameters<typeof pageOfComebacks>[2]): Promise<ShownComeback[]> {
    return pageOfComebacks(this.db, this.appId, options);
  }

  /** What the comebacks since then have in common, so that their source can be found. */
  report(since: Date): Promise<ComebackPattern> {
    return reportComebacks(this.db, this.appId, since);
  }

  /** Drops the references to people with it. */
  private async end<Name extends WatchStep>(
    id: number,
    step: Name,
    change: Partial<Watch> & { state: WatchTarget<Name> },
  ): Promise<boolean> {
    const from = statesBefore(WATCH_LIFECYCLE, step, change.state);
    return this.db.transaction(async (tx) => {
      const ended = await tx
        .update(watches)
        .set({ ...change, cursor: null })
        .where(and(eq(watches.id, id), eq(watches.appId, this.appId), inArray(watches.state, from)))
        .returning({ id: watches.id });
      if (ended.length === 0) return false;
      await tx
        .update(comebacks)
        .set({ sealed: null })
        .where(and(eq(comebacks.watchId, id), sql`${comebacks.sealed} is not null`));
      return true;
    });
  }
}
