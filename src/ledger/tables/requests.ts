import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  primaryKey,
  serial,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Likeness } from "../../model/likeness.js";
import type { Regulation } from "../../model/law.js";
import type { Protocol } from "../../model/protocols.js";
import type { RequestEventName } from "../../model/request-history.js";
import type { RequestState } from "../../model/request-lifecycle.js";
import type { SubjectState, Outcome } from "../../model/outcome.js";
import type { LookupState } from "../requests/states.js";
import { instant, scrubjay } from "./scrubjay.js";

/** One erasure request and its legal clock. Its lifecycle is a table in request-lifecycle.ts. */
export const requests = scrubjay.table(
  "requests",
  {
    /** A UUID. */
    id: text("id").primaryKey(),
    appId: text("app_id").notNull(),
    state: text("state").$type<RequestState>().notNull(),
    regulation: text("regulation").$type<Regulation>().notNull(),
    protocol: text("protocol").$type<Protocol>().notNull(),
    /** The actor who handed it in. */
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** When the person asked: it starts the legal clock. */
    receivedAt: instant("received_at").notNull(),
    deadline: instant("deadline").notNull(),
    extendedAt: instant("extended_at"),
    extensionReason: text("extension_reason"),
    /** Until then it can be cancelled and isn't begun. */
    waitUntil: instant("wait_until"),
    reason: text("reason"),
    /** When its first run began; from then on it is in progress for whoever asked. */
    begunAt: instant("begun_at"),
    /** What is blanked for it: the policy as it stood, encrypted. */
    policy: text("policy").notNull(),
    policyDigest: text("policy_digest").notNull(),
    /** Why it failed: a code. */
    code: text("code"),
    /** Warnings about its deadline that were given. */
    warnings: integer("warnings").notNull().default(0),
    finishedAt: instant("finished_at"),
    /** The controller's own ID of it (OpenDSR). */
    controllerRequestId: text("controller_request_id"),
    /** Keyed digest of the body that made it. */
    bodyDigest: text("body_digest"),
    /** Callback URLs as JSON, encrypted. */
    callbacks: text("callbacks"),
  },
  (table) => [
    uniqueIndex("one_controller_request")
      .on(table.appId, table.createdBy, table.controllerRequestId)
      .where(sql`${table.controllerRequestId} is not null`),
    index("open_requests")
      .on(table.appId, table.deadline)
      .where(sql`${table.finishedAt} is null`),
    index("requests_in_order").on(table.appId, table.createdAt, table.id),
    // Columns at the end are for filters: what doesn't fit is passed over without a look at its row.
    index("requests_by_state").on(table.appId, table.state, table.createdAt, table.id, table.regulation),
    index("requests_by_regulation").on(table.appId, table.regulation, table.createdAt, table.id),
    index("open_requests_in_order")
      .on(table.appId, table.createdAt, table.id, table.deadline, table.state, table.regulation)
      .where(sql`${table.finishedAt} is null`),
  ],
);

/** Whom a request is about, by pseudonym. `sealed` holds the user ID and goes when it has ended for the person. */
export const requestSubjects = scrubjay.table(
  "request_subjects",
  {
    requestId: text("request_id").notNull(),
    subject: text("subject").notNull(),
    state: text("state").$type<SubjectState>().notNull(),
    sealed: text("sealed"),
    /** The run that works on it, or did last. */
    runId: integer("run_id"),
    /** Who this is in that run's evidence. Null in epoch 0: the subject. */
    evidence: text("evidence"),
    outcome: text("outcome").$type<Outcome>(),
    reason: text("reason"),
    fields: text("fields").array().notNull().default([]),
    remaining: text("remaining").array().notNull().default([]),
    verifiedAt: instant("verified_at"),
  },
  (table) => [
    primaryKey({ columns: [table.requestId, table.subject] }),
    index("request_subjects_by_subject").on(table.subject),
    index("request_subjects_by_run").on(table.runId),
    index("working_subjects")
      .on(table.subject, table.runId)
      .where(sql`${table.state} = 'working'`),
    check("open_subjects_are_sealed", sql`${table.state} = 'settled' or ${table.sealed} is not null`),
  ],
);

/** E-mail addresses of a request, as keyed pseudonyms; a lookup over all users turns them into subjects. */
export const requestEmails = scrubjay.table(
  "request_emails",
  {
    requestId: text("request_id").notNull(),
    email: text("email").notNull(),
    /** The lookup that looks for it, or did. */
    lookupId: integer("lookup_id"),
    /** Users found so far. */
    matches: integer("matches").notNull().default(0),
    /** What it is told by to be like another address, in keyed digests; gone when it was looked for. Null of a hashed one. */
    likeness: jsonb("likeness").$type<Likeness>(),
    /** Addresses like it found so far; null where its likeness isn't known. */
    nearMisses: integer("near_misses"),
    /** When all users had been looked through. */
    resolvedAt: instant("resolved_at"),
  },
  (table) => [
    primaryKey({ columns: [table.requestId, table.email] }),
    index("emails_by_lookup").on(table.lookupId),
  ],
);

/** A request's history, step by step. */
export const requestEvents = scrubjay.table(
  "request_events",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    requestId: text("request_id").notNull(),
    at: instant("at").notNull(),
    state: text("state").$type<RequestEventName>().notNull(),
    code: text("code"),
    actor: text("actor").notNull(),
  },
  (table) => [index("events_by_request").on(table.requestId, table.id)],
);

/** One pass over all users that looks for e-mail addresses. */
export const lookups = scrubjay.table(
  "lookups",
  {
    id: serial("id").primaryKey(),
    appId: text("app_id").notNull(),
    state: text("state").$type<LookupState>().notNull(),
    page: integer("page").notNull().default(0),
    /** The last user ID seen, encrypted. */
    cursor: text("cursor"),
    scanned: integer("scanned").notNull().default(0),
    code: text("code"),
    createdAt: instant("created_at").notNull().defaultNow(),
    finishedAt: instant("finished_at"),
  },
  (table) => [
    uniqueIndex("one_active_lookup")
      .on(table.appId)
      .where(sql`${table.state} = 'scanning'`),
  ],
);

/** What was answered to an `Idempotency-Key`. Keys and bodies are kept as keyed digests. */
export const idempotencyKeys = scrubjay.table(
  "idempotency_keys",
  {
    appId: text("app_id").notNull(),
    actor: text("actor").notNull(),
    key: text("key").notNull(),
    bodyDigest: text("body_digest").notNull(),
    /** What was answered; null while the first call is under way. */
    answer: jsonb("answer").$type<{ status: number; location: string | null; body: unknown }>(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.actor, table.key] }),
    index("keys_by_age").on(table.appId, table.createdAt),
  ],
);
