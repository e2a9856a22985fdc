import { bigint, index, integer, jsonb, smallint, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { ActionDetail, IdLikeness, LeafFormat, PlaceCount } from "../../audit/leaf.js";
import type { ActionResult } from "../../model/actions.js";
import type { Outcome, Verification } from "../../model/outcome.js";
import type { RunKind } from "../../model/kinds.js";
import type { BlankedKeys } from "../runs/states.js";
import { instant, scrubjay } from "./scrubjay.js";

/** How a row gives its leaf; 1 in rows of before there was a second. */
const format = smallint("format").$type<LeafFormat>().notNull().default(1);

/**
 * The evidence. Append-only: triggers refuse UPDATE, DELETE and TRUNCATE. No values, no hashes of values, no
 * user IDs.
 */
export const auditEntries = scrubjay.table(
  "audit_entries",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    format,
    at: instant("at").notNull().defaultNow(),
    appId: text("app_id").notNull(),
    runId: integer("run_id").notNull(),
    kind: text("kind").$type<RunKind>().notNull(),
    /** Under which key the subject is a pseudonym; 0: the ledger's own, from before there were epochs. */
    epoch: integer("epoch").notNull().default(0),
    subject: text("subject").notNull(),
    /** What lets the person concerned check that it is about them, encrypted under the epoch's key; no part of the leaf. */
    salt: text("salt"),
    outcome: text("outcome").$type<Outcome>().notNull(),
    /** Why it was excluded, or the code of the failure. */
    reason: text("reason"),
    /** Names of the fields that were blanked. */
    fields: text("fields").array().notNull(),
    /** Names of the fields that still hold something. */
    remaining: text("remaining").array().notNull(),
    customKeys: jsonb("custom_keys").$type<BlankedKeys>(),
    policyDigest: text("policy_digest").notNull(),
    verification: text("verification").$type<Verification>(),
    verifiedAt: instant("verified_at"),
    attempts: integer("attempts").notNull(),
    round: integer("round").notNull(),
    toolVersion: text("tool_version").notNull(),
    /** What was found beside the fields of the profile. Null in format 1. */
    places: jsonb("places").$type<PlaceCount[]>(),
    /** Whether the user ID gives something away. Null where nobody has looked at it, and in format 1. */
    idLooksLike: text("id_looks_like").$type<IdLikeness>(),
  },
  (table) => [
    uniqueIndex("one_entry_a_round").on(table.runId, table.subject, table.round),
    index("audit_by_subject").on(table.subject),
    index("entries_in_order").on(table.appId, table.id),
    index("entries_by_run").on(table.runId, table.id),
  ],
);

/**
 * Who asked for what: every call that changes something and every one that was refused. Append-only like the
 * entries about people. `target` is a number or an ID of ours, never a person's.
 */
export const auditActions = scrubjay.table(
  "audit_actions",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    format,
    at: instant("at").notNull().defaultNow(),
    appId: text("app_id").notNull(),
    actor: text("actor").notNull(),
    role: text("role").notNull(),
    /** Such as `requests.create`. */
    action: text("action").notNull(),
    target: text("target"),
    result: text("result").$type<ActionResult>().notNull(),
    /** Why it was denied or failed. */
    code: text("code"),
    /** What else belongs to it, such as who approved; never anything about a person. */
    detail: jsonb("detail").$type<ActionDetail>(),
    toolVersion: text("tool_version").notNull(),
    /** Random, so that nobody guesses an action from its hash. Null in format 1. */
    salt: text("salt"),
  },
  (table) => [
    index("actions_in_order").on(table.appId, table.id),
    index("actions_by_target").on(table.target, table.action),
    index("actions_by_actor").on(table.appId, table.actor, table.id, table.action),
    index("actions_by_action").on(table.appId, table.action, table.id),
  ],
);
