import { and, asc, eq, isNull, lt, sql } from "drizzle-orm";
import { failure } from "../../base/errors.js";
import { SCHEDULE, SERVICE } from "../evidence/actor.js";
import type { Database, Executor } from "../database.js";
import { ScheduleSlots } from "./slots.js";
import { schedules } from "../schema.js";

export type Schedule = typeof schedules.$inferSelect;

export interface NewSchedule extends Pick<
  Schedule,
  "name" | "kind" | "cron" | "timeZone" | "approval" | "policyName" | "policyDigest"
> {
  /** Encrypted; another text each time, so that only the digest tells whether it changed. */
  policy: string;
}

/** When sweeps and watches of one app begin by themselves; `slots` holds what became of each time. */
export class Schedules {
  readonly slots: ScheduleSlots;

  constructor(
    private readonly db: Database,
    private readonly appId: string,
  ) {
    this.slots = new ScheduleSlots(db, appId);
  }

  /** Counts times from `now` on. @throws {SCHEDULE_NAME_TAKEN} */
  async add(schedule: NewSchedule, by: string, now: Date): Promise<Schedule> {
    const added = await this.insert(this.db, schedule, { source: "api", createdBy: by, now });
    if (!added) throw failure("SCHEDULE_NAME_TAKEN");
    return added;
  }

  /** By name. */
  async list(executor: Executor = this.db): Promise<Schedule[]> {
    return executor
      .select()
      .from(schedules)
      .where(and(eq(schedules.appId, this.appId), isNull(schedules.removedAt)))
      .orderBy(asc(schedules.name));
  }

  /** @throws {SCHEDULE_NOT_FOUND} */
  async byName(name: string): Promise<Schedule> {
    const found = (await this.list()).find((schedule) => schedule.name === name);
    if (!found) throw failure("SCHEDULE_NOT_FOUND");
    return found;
  }

  /**
   * What it began goes on; what was due and couldn't begin yet does not begin any more.
   * @throws {SCHEDULE_NOT_FOUND | SCHEDULE_FROM_FILE}
   */
  async remove(name: string, now: Date): Promise<void> {
    const { id, source } = await this.byName(name);
    if (source === "file") throw failure("SCHEDULE_FROM_FILE");
    await this.db.transaction((tx) => this.drop(tx, id, now));
  }

  /**
   * Makes the schedules of policy files equal to `wanted`: adds, changes and removes them, and leaves alone those that
   * persons made, unless one of `wanted` has the same name: what stands in a file wins. With another cron or time zone,
   * times count from `now` on. Idempotent.
   */
  async sync(wanted: readonly NewSchedule[], now: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const known = new Map((await this.list(tx)).map((schedule) => [schedule.name, schedule]));
      for (const schedule of wanted) {
        const old = known.get(schedule.name);
        // Another process that adds the same one at this moment brings the same file.
        if (!old) await this.insert(tx, schedule, { source: "file", createdBy: SERVICE.name, now });
        else if (!isSame(old, schedule)) await this.change(tx, old, schedule, now);
      }
      const names = new Set(wanted.map(({ name }) => name));
      for (const { id, name, source } of known.values())
        if (source === "file" && !names.has(name)) await this.drop(tx, id, now);
    });
  }

  /**
   * The time of a schedule has come: all times up to `slot` are dealt with, and `slot` is due. Only the first of many
   * processes that see it come does that, also with a clock that was set back.
   * @param schedule as it was read when the time was computed.
   * @returns whether it was this call.
   */
  async openSlot(schedule: Schedule, slot: Date): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const { id, cron, timeZone } = schedule;
      const same = and(
        eq(schedules.cron, cron),
        eq(schedules.timeZone, timeZone),
        isNull(schedules.removedAt),
      );
      const moved = await tx
        .update(schedules)
        .set({ after: slot })
        .where(and(eq(schedules.id, id), lt(schedules.after, slot), same))
        .returning({ id: schedules.id });
      return moved.length > 0 && this.slots.open(tx, id, slot, { trigger: "cron", startedBy: SCHEDULE });
    });
  }

  private async insert(
    executor: Executor,
    schedule: NewSchedule,
    { now, ...origin }: { source: Schedule["source"]; createdBy: string; now: Date },
  ): Promise<Schedule | undefined> {
    const [inserted] = await executor
      .insert(schedules)
      .values({ ...schedule, ...origin, appId: this.appId, after: now, createdAt: now })
      .onConflictDoNothing()
      .returning();
    return inserted;
  }

  private async change(tx: Executor, old: Schedule, to: NewSchedule, now: Date): Promise<void> {
    const isOtherTime = old.cron !== to.cron || old.timeZone !== to.timeZone;
    const after = sql`greatest(${schedules.after}, ${now.toISOString()}::timestamptz)`;
    await tx
      .update(schedules)
      .set({ ...to, source: "file", ...(isOtherTime && { after }) })
      .where(and(eq(schedules.id, old.id), isNull(schedules.removedAt)));
  }

  private async drop(tx: Executor, id: number, now: Date): Promise<void> {
    await tx
      .update(schedules)
      .set({ removedAt: now })
      .where(and(eq(schedules.id, id), isNull(schedules.removedAt)));
    await this.slots.supersede(tx, id, "SCHEDULE_REMOVED", now);
  }
}

const COMPARED = ["kind", "cron", "timeZone", "approval", "policyName", "policyDigest"] as const;

function isSame(old: Schedule, wanted: NewSchedule): boolean {
  return old.source === "file" && COMPARED.every((column) => old[column] === wanted[column]);
}
