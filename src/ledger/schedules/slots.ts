import { and, asc, desc, eq, getTableColumns, inArray, isNull, sql, type SQL } from "drizzle-orm";
import { rows, type Database, type Executor } from "../database.js";
import { runs, schedules, scheduleSlots, watches, worklist } from "../schema.js";
import type { RunState } from "../../model/run-lifecycle.js";
import { leadsTo } from "../../model/lifecycle.js";
import {
  ENDED_SLOT_STATES,
  SLOT_LIFECYCLE,
  UNDERWAY_SLOT_STATES,
  type SlotState,
} from "../../model/slot-lifecycle.js";
import type { Trigger } from "../tables/schedules.js";
import type { WatchState } from "../../model/watch-lifecycle.js";

export type Slot = typeof scheduleSlots.$inferSelect;

/** A slot with what it belongs to. */
export interface ScheduledSlot extends Slot {
  schedule: typeof schedules.$inferSelect;
}

/** How what a slot began stands now. */
export interface Progress {
  /** Null for a sweep. */
  watch: { state: WatchState; code: string | null } | null;
  /** The run of a sweep; those of a watch. */
  runs: { state: RunState; code: string | null; parked: number }[];
}

/** What a slot has come to. */
export interface SlotStep {
  state: SlotState;
  code: string | null;
}

/** The times of an app's schedules. */
export class ScheduleSlots {
  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {}

  /** @returns false when there is one at this time already. */
  async open(
    executor: Executor,
    scheduleId: number,
    slot: Date,
    origin: { trigger: Trigger; startedBy: string },
  ): Promise<boolean> {
    const opened = await executor
      .insert(scheduleSlots)
      .values({ scheduleId, slot, ...origin, state: "due" })
      .onConflictDoNothing()
      .returning({ slot: scheduleSlots.slot });
    return opened.length > 0;
  }

  /** A person begins a schedule now; its own times stay as they are. */
  async openByHand(scheduleId: number, now: Date, startedBy: string): Promise<void> {
    await this.open(this.db, scheduleId, now, { trigger: "person", startedBy });
  }

  async at(scheduleId: number, slot: Date): Promise<Slot> {
    const [found] = await this.db
      .select()
      .from(scheduleSlots)
      .where(and(eq(scheduleSlots.scheduleId, scheduleId), eq(scheduleSlots.slot, slot)));
    if (!found) throw new Error("a schedule has no such slot");
    return found;
  }

  /** Newest first. */
  async latest(scheduleId: number, limit: number): Promise<Slot[]> {
    return this.db
      .select()
      .from(scheduleSlots)
      .where(eq(scheduleSlots.scheduleId, scheduleId))
      .orderBy(desc(scheduleSlots.slot))
      .limit(limit);
  }

  /** The latest of each of these schedules. */
  async lastOf(scheduleIds: readonly number[]): Promise<Map<number, Slot>> {
    // One look into the index for each: over all of them together every slot that there ever was would be read.
    const found = await Promise.all(scheduleIds.map((id) => this.latest(id, 1)));
    return new Map(found.flat().map((slot) => [slot.scheduleId, slot]));
  }

  async due(): Promise<ScheduledSlot[]> {
    return this.ofApp(eq(scheduleSlots.state, "due"));
  }

  /** Begun and not ended. */
  async underway(): Promise<ScheduledSlot[]> {
    return this.ofApp(
      and(inArray(scheduleSlots.state, [...UNDERWAY_SLOT_STATES]), isNull(scheduleSlots.finishedAt)),
    );
  }

  /** Ends due slots of which a later one of the same schedule is due too. */
  async supersedeOlder(now: Date): Promise<Slot[]> {
    const isOlder = sql`exists (select 1 from ${scheduleSlots} later
      where later.schedule_id = ${scheduleSlots.scheduleId} and later.state = 'due'
        and later.slot > ${scheduleSlots.slot})`;
    const ofApp = sql`${scheduleSlots.scheduleId} in (select id from ${schedules} where app_id = ${this.appId})`;
    return this.db
      .update(scheduleSlots)
      .set({ state: "superseded", finishedAt: now })
      .where(and(eq(scheduleSlots.state, "due"), isOlder, ofApp))
      .returning();
  }

  /** Ends all due slots of one schedule. */
  async supersede(tx: Executor, scheduleId: number, code: string, now: Date): Promise<void> {
    await tx
      .update(scheduleSlots)
      .set({ state: "superseded", code, finishedAt: now })
      .where(and(eq(scheduleSlots.scheduleId, scheduleId), eq(scheduleSlots.state, "due")));
  }

  /**
   * Ties what was begun to its slot, in the transaction that makes it.
   * @returns false when another process began the slot, or it isn't due any more: then nothing may be made.
   */
  async begin(
    tx: Executor,
    { scheduleId, slot }: Slot,
    begun: { runId: number } | { watchId: number },
    now: Date,
  ): Promise<boolean> {
    return this.step(tx, { scheduleId, slot, state: "due" }, { ...begun, state: "running", startedAt: now });
  }

  /** @returns false when the slot isn't in the state any more in which it was read. */
  async settle(tx: Executor, from: Slot, { state, code }: SlotStep, now: Date): Promise<boolean> {
    if (!leadsTo(SLOT_LIFECYCLE, from.state, state))
      throw new Error(`a slot doesn't go from ${from.state} to ${state}`);
    const finishedAt = ENDED_SLOT_STATES.includes(state) ? now : null;
    return this.step(tx, from, { state, code, finishedAt });
  }

  async progress({ runId, watchId }: Slot): Promise<Progress> {
    const parked = sql`(select count(*)::int from ${worklist} w where w.run_id = r.id and w.state = 'parked')`;
    const its = watchId === null ? sql`r.id = ${runId}` : sql`r.watch_id = ${watchId}`;
    const [watch] =
      watchId === null
        ? []
        : await this.db
            .select({ state: watches.state, code: watches.code })
            .from(watches)
            .where(eq(watches.id, watchId));
    return {
      watch: watch ?? null,
      runs: await rows(this.db, sql`select r.state, r.code, ${parked} as parked from ${runs} r where ${its}`),
    };
  }

  private async ofApp(condition: SQL | undefined): Promise<ScheduledSlot[]> {
    const found = await this.db
      .select({ slot: getTableColumns(scheduleSlots), schedule: getTableColumns(schedules) })
      .from(scheduleSlots)
      .innerJoin(schedules, eq(schedules.id, scheduleSlots.scheduleId))
      .where(and(eq(schedules.appId, this.appId), condition))
      .orderBy(asc(scheduleSlots.slot));
    return found.map(({ slot, schedule }) => ({ ...slot, schedule }));
  }

  private async step(
    tx: Executor,
    { scheduleId, slot, state }: Pick<Slot, "scheduleId" | "slot" | "state">,
    change: Partial<Slot>,
  ): Promise<boolean> {
    const changed = await tx
      .update(scheduleSlots)
      .set(change)
      .where(
        and(
          eq(scheduleSlots.scheduleId, scheduleId),
          eq(scheduleSlots.slot, slot),
          eq(scheduleSlots.state, state),
        ),
      )
      .returning({ slot: scheduleSlots.slot });
    return changed.length > 0;
  }
}
