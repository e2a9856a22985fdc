import { sql } from "drizzle-orm";
import { index, integer, primaryKey, serial, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Approval, ScheduleKind } from "../../model/kinds.js";
import type { SlotState } from "../../model/slot-lifecycle.js";
import { instant, scrubjay } from "./scrubjay.js";

export const SOURCES = ["file", "api"] as const;
export type ScheduleSource = (typeof SOURCES)[number];

/** When a sweep or a watch is to begin by itself. */
export const schedules = scrubjay.table(
  "schedules",
  {
    id: serial("id").primaryKey(),
    appId: text("app_id").notNull(),
    name: text("name").notNull(),
    /** `file`: kept equal to the policy files of the service; `api`: made by a person. */
    source: text("source").$type<ScheduleSource>().notNull(),
    kind: text("kind").$type<ScheduleKind>().notNull(),
    /** Five or six fields. */
    cron: text("cron").notNull(),
    /** IANA name. */
    timeZone: text("time_zone").notNull(),
    approval: text("approval").$type<Approval>().notNull(),
    policyName: text("policy_name").notNull(),
    /** Encrypted. */
    policy: text("policy").notNull(),
    policyDigest: text("policy_digest").notNull(),
    /** Times up to here are dealt with or don't count. */
    after: instant("after").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    removedAt: instant("removed_at"),
  },
  (table) => [
    uniqueIndex("one_schedule_of_a_name")
      .on(table.appId, table.name)
      .where(sql`${table.removedAt} is null`),
  ],
);

export const TRIGGERS = ["cron", "person"] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** One time of a schedule and what became of it: one row however many processes see the time come. */
export const scheduleSlots = scrubjay.table(
  "schedule_slots",
  {
    scheduleId: integer("schedule_id").notNull(),
    /** The time that was scheduled, or at which a person began it. */
    slot: instant("slot").notNull(),
    trigger: text("trigger").$type<Trigger>().notNull(),
    /** The actor: `schedule`, or who began it. */
    startedBy: text("started_by").notNull(),
    state: text("state").$type<SlotState>().notNull(),
    runId: integer("run_id"),
    watchId: integer("watch_id"),
    code: text("code"),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
  },
  (table) => [
    primaryKey({ columns: [table.scheduleId, table.slot] }),
    index("open_slots")
      .on(table.scheduleId)
      .where(sql`${table.finishedAt} is null`),
    index("slots_by_run").on(table.runId),
  ],
);
