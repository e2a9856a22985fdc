import { sql } from "drizzle-orm";
import { boolean, index, integer, primaryKey, serial, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { OnComeback, SuppressedKind, WatchMode } from "../../model/kinds.js";
import type { WatchState } from "../../model/watch-lifecycle.js";
import { instant, scrubjay } from "./scrubjay.js";

/** Everybody who was erased, by pseudonym only, so that it shows when their data comes back. */
export const suppression = scrubjay.table(
  "suppression",
  {
    appId: text("app_id").notNull(),
    kind: text("kind").$type<SuppressedKind>().notNull(),
    subject: text("subject").notNull(),
    /** When they were erased, or looked for and not found. */
    since: instant("since").notNull(),
    /** The run that did it: its policy says what must stay blank. Null for e-mail addresses. */
    runId: integer("run_id"),
    /** Asked for by name; a later sweep with a narrower policy doesn't change what must stay blank. */
    onDemand: boolean("on_demand").notNull(),
    found: boolean("found").notNull(),
    comebacks: integer("comebacks").notNull().default(0),
    lastComebackAt: instant("last_comeback_at"),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.kind, table.subject] }),
    index("people_back")
      .on(table.appId, table.lastComebackAt)
      .where(sql`${table.lastComebackAt} > ${table.since}`),
  ],
);

/** One pass over all users that looks for people on the suppression list. */
export const watches = scrubjay.table(
  "watches",
  {
    id: serial("id").primaryKey(),
    appId: text("app_id").notNull(),
    mode: text("mode").$type<WatchMode>().notNull(),
    /** The app whose erasures count; another one only for a replay. */
    fromApp: text("from_app").notNull(),
    state: text("state").$type<WatchState>().notNull(),
    onComeback: text("on_comeback").$type<OnComeback>().notNull(),
    /** Scrub at once, or wait until a person approves the runs. */
    autoApply: boolean("auto_apply").notNull(),
    page: integer("page").notNull().default(0),
    /** The last user ID seen, encrypted. */
    cursor: text("cursor"),
    scanned: integer("scanned").notNull().default(0),
    /** People on the suppression list who exist. */
    known: integer("known").notNull().default(0),
    cameBack: integer("came_back").notNull().default(0),
    code: text("code"),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    finishedAt: instant("finished_at"),
  },
  (table) => [
    uniqueIndex("one_active_watch")
      .on(table.appId)
      .where(sql`${table.state} = 'scanning'`),
  ],
);

/** One person whose data was found again. */
export const comebacks = scrubjay.table(
  "comebacks",
  {
    watchId: integer("watch_id").notNull(),
    appId: text("app_id").notNull(),
    kind: text("kind").$type<SuppressedKind>().notNull(),
    subject: text("subject").notNull(),
    seenAt: instant("seen_at").notNull(),
    /** When they were last blank for certain: erased, or scrubbed again. */
    blankSince: instant("blank_since").notNull(),
    /** Names of the fields that hold something. */
    fields: text("fields").array().notNull(),
    /** An earlier watch has seen them too, and nobody has blanked them since: no new comeback. */
    stillBack: boolean("still_back").notNull(),
    /** Under a legal hold when they were seen, so not to be scrubbed. */
    held: boolean("held").notNull(),
    /** The run that erased them. */
    erasedBy: integer("erased_by"),
    /** The user ID, encrypted, until the run that scrubs them again has it. */
    sealed: text("sealed"),
    /** The run that scrubs them again. */
    runId: integer("run_id"),
  },
  (table) => [
    primaryKey({ columns: [table.watchId, table.kind, table.subject] }),
    index("comebacks_in_order").on(table.appId, table.seenAt),
    index("comebacks_by_subject").on(table.subject),
    index("comebacks_to_scrub")
      .on(table.watchId)
      .where(sql`${table.sealed} is not null`),
  ],
);
