import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  primaryKey,
  serial,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { RunKind } from "../../model/kinds.js";
import type { RunState } from "../../model/run-lifecycle.js";
import type { BatchState, Intent, RowState } from "../runs/states.js";
import type { PlanTally } from "../runs/tally.js";
import { instant, scrubjay } from "./scrubjay.js";

/** One run: a sweep over the app, or an on-demand erasure. Its lifecycle is a table in run-lifecycle.ts. */
export const runs = scrubjay.table(
  "runs",
  {
    id: serial("id").primaryKey(),
    appId: text("app_id").notNull(),
    kind: text("kind").$type<RunKind>().notNull(),
    state: text("state").$type<RunState>().notNull(),
    /** Apply without asking once the plan is complete and within its limits. */
    autoApply: boolean("auto_apply").notNull(),
    /** The run's users were listed beforehand; otherwise it pages through all. */
    listed: boolean("listed").notNull(),
    /** The policy as it stood when the run was made, encrypted: conditions in it can name a person. */
    policy: text("policy").notNull(),
    policyDigest: text("policy_digest").notNull(),
    /** Under which key its people are pseudonyms in the evidence; 0: the ledger's own. */
    epoch: integer("epoch").notNull().default(0),
    /** The next page to scan. Whoever commits a page moves it on, so no page is committed twice. */
    scanPage: integer("scan_page").notNull().default(0),
    /** The last user ID seen by the scan, encrypted. */
    scanCursor: text("scan_cursor"),
    tally: jsonb("tally").$type<PlanTally>().notNull(),
    /** Authenticates page, cursor and tally. Null before the first page, and in runs of before there was this column. */
    scanMac: text("scan_mac"),
    /** Users handled and failed when it was last resumed: the error rate counts from there. */
    handledBefore: integer("handled_before").notNull().default(0),
    failedBefore: integer("failed_before").notNull().default(0),
    /** Why it stopped or was refused: a code. */
    code: text("code"),
    /** The actors who made and approved it: a token's name, `cli`, or `schedule`. */
    createdBy: text("created_by").notNull().default("cli"),
    approvedBy: text("approved_by"),
    /** The watch or replay that made it. */
    watchId: integer("watch_id"),
    /** The origin of the API whose people it erases. Null in runs of before there was this column. */
    apiOrigin: text("api_origin"),
    createdAt: instant("created_at").notNull().defaultNow(),
    plannedAt: instant("planned_at"),
    approvedAt: instant("approved_at"),
    finishedAt: instant("finished_at"),
    toolVersion: text("tool_version").notNull(),
  },
  (table) => [
    // Two sweeps at once on one app would share its quota and edit the same people under two policies.
    uniqueIndex("one_active_sweep")
      .on(table.appId)
      .where(sql`${table.kind} = 'sweep' and ${table.state} in ('planning', 'applying', 'cancelling')`),
    index("runs_by_state").on(table.appId, table.state, table.id),
    index("runs_in_order").on(table.appId, table.id),
  ],
);

/** Where each scanned page of the user list begins, so that it can be read back with one request. */
export const listPages = scrubjay.table(
  "list_pages",
  {
    runId: integer("run_id").notNull(),
    page: integer("page").notNull(),
    /** `startingAfter` of the page, encrypted; null for the first. */
    cursor: text("cursor"),
  },
  (table) => [primaryKey({ columns: [table.runId, table.page] })],
);

/** What one scrub job works on: up to 100 users to edit. */
export const batches = scrubjay.table(
  "batches",
  {
    runId: integer("run_id").notNull(),
    batch: integer("batch").notNull(),
    state: text("state").$type<BatchState>().notNull().default("pending"),
    /** Times that an edit of this batch was begun. */
    attempts: integer("attempts").notNull().default(0),
    /** Rows by outcome, once done. */
    scrubbed: integer("scrubbed").notNull().default(0),
    inPart: integer("in_part").notNull().default(0),
    alreadyBlank: integer("already_blank").notNull().default(0),
    notFound: integer("not_found").notNull().default(0),
    excluded: integer("excluded").notNull().default(0),
    failed: integer("failed").notNull().default(0),
    /** When it was recorded last; null while it is open, and in ledgers of before there was this column. */
    finishedAt: instant("finished_at"),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.batch] }),
    index("open_batches")
      .on(table.runId, table.batch)
      .where(sql`${table.state} <> 'done'`),
  ],
);

/**
 * Who is being edited, and by which run: of two runs over one person only one sends edits and says that it blanked
 * something. Gone when it has ended for the person; of a parked one it stays while something is in doubt.
 */
export const editClaims = scrubjay.table(
  "edit_claims",
  {
    appId: text("app_id").notNull(),
    subject: text("subject").notNull(),
    runId: integer("run_id").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.subject] }),
    index("claims_by_run").on(table.runId, table.subject),
  ],
);

/** Who a run is about. `sealed` holds the user ID and the edit, encrypted, and goes when the row is done. */
export const worklist = scrubjay.table(
  "worklist",
  {
    runId: integer("run_id").notNull(),
    subject: text("subject").notNull(),
    /** Who this is in the evidence: the pseudonym under the key of the run's epoch. Null in epoch 0: the subject. */
    evidence: text("evidence"),
    /** The salt of that pseudonym, encrypted. */
    salt: text("salt"),
    batch: integer("batch").notNull(),
    /** Null: read back with a request of its own. */
    listPage: integer("list_page"),
    state: text("state").$type<RowState>().notNull(),
    intent: text("intent").$type<Intent>(),
    /** Why the plan leaves them out; of a parked row, the code of the failure. */
    reason: text("reason"),
    fields: text("fields").array().notNull().default([]),
    customKeys: text("custom_keys").array().notNull().default([]),
    /** Of whoever is blank but for them: the fields that stay. */
    remaining: text("remaining").array().notNull().default([]),
    sealed: text("sealed"),
    /** When the scan read the user. */
    readAt: instant("read_at"),
    /** Counts up with every retry of a parked row; each round has one audit entry. */
    round: integer("round").notNull().default(1),
    /**
     * Authenticates all of it: whoever can only write to the database steers nothing. Of a parked row: the row as a
     * retry leaves it. Null once it is done, and in rows of before there was this column.
     */
    mac: text("mac"),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.subject] }),
    index("worklist_by_batch").on(table.runId, table.batch),
    index("parked_users")
      .on(table.runId, table.reason)
      .where(sql`${table.state} = 'parked'`),
    check(
      "open_rows_are_sealed",
      sql`${table.state} not in ('listed', 'parked') or ${table.sealed} is not null`,
    ),
  ],
);
