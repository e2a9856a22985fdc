import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  index,
  integer,
  primaryKey,
  serial,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { LeafKind } from "../../audit/leaf.js";
import { bytes, instant, scrubjay } from "./scrubjay.js";

/** The sealed log of an app: an RFC 6962 tree over its audit entries and actions. */
export const logs = scrubjay.table(
  "logs",
  {
    id: serial("id").primaryKey(),
    appId: text("app_id").notNull(),
    /** Its name in checkpoints, for good. */
    origin: text("origin").notNull(),
    /** Leaves of the tree. */
    size: bigint("size", { mode: "number" }).notNull().default(0),
    /** Counts up with every sealer that takes over: one that was left behind can't write any more. */
    fence: bigint("fence", { mode: "number" }).notNull().default(0),
    /** Until then whoever has the fence is left alone. */
    leaseUntil: instant("lease_until"),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** When another log took its place, after its tree was lost. */
    closedAt: instant("closed_at"),
  },
  (table) => [
    uniqueIndex("one_open_log")
      .on(table.appId)
      .where(sql`${table.closedAt} is null`),
    uniqueIndex("one_log_of_an_origin").on(table.origin),
  ],
);

/** What was written and isn't sealed yet, in bundles: the rows of one statement. */
export const logInbox = scrubjay.table(
  "log_inbox",
  {
    seq: bigserial("seq", { mode: "number" }).primaryKey(),
    appId: text("app_id").notNull(),
    kind: text("kind").$type<LeafKind>().notNull(),
    /** Rows of `audit_entries` or `audit_actions`. */
    ids: bigint("ids", { mode: "number" }).array().notNull(),
    /** The leaf hashes of these rows, one after the other, 32 bytes each. */
    hashes: bytes("hashes").notNull(),
    /** Shows that one of us wrote it (BundleAuthenticator). */
    mac: bytes("mac").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** When the sealer found that none of us wrote it. It stays for a person to look at. */
    refusedAt: instant("refused_at"),
  },
  (table) => [
    index("log_inbox_in_order")
      .on(table.appId, table.seq)
      .where(sql`${table.refusedAt} is null`),
  ],
);

/** Which row is at which index of the tree. Its hash is in the tiles. */
export const logLeaves = scrubjay.table(
  "log_leaves",
  {
    logId: integer("log_id").notNull(),
    index: bigint("index", { mode: "number" }).notNull(),
    kind: text("kind").$type<LeafKind>().notNull(),
    rowId: bigint("row_id", { mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.logId, table.index] }),
    uniqueIndex("one_leaf_a_row").on(table.kind, table.rowId),
  ],
);

/** The tree's hashes in tiles of up to 256 (c2sp.org/tlog-tiles). */
export const logTiles = scrubjay.table(
  "log_tiles",
  {
    logId: integer("log_id").notNull(),
    level: integer("level").notNull(),
    index: bigint("index", { mode: "number" }).notNull(),
    /** 32 bytes each, one after the other. */
    hashes: bytes("hashes").notNull(),
  },
  (table) => [primaryKey({ columns: [table.logId, table.level, table.index] })],
);

/** What was signed (c2sp.org/tlog-checkpoint). */
export const logCheckpoints = scrubjay.table(
  "log_checkpoints",
  {
    logId: integer("log_id").notNull(),
    size: bigint("size", { mode: "number" }).notNull(),
    at: instant("at").notNull(),
    /** The signed note, as it is. */
    note: text("note").notNull(),
  },
  (table) => [primaryKey({ columns: [table.logId, table.size] })],
);

/** Where checkpoints were handed to, so that somebody else keeps them. */
export const logPublications = scrubjay.table(
  "log_publications",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    logId: integer("log_id").notNull(),
    /** `folder` or `command`. */
    target: text("target").$type<"folder" | "command">().notNull(),
    size: bigint("size", { mode: "number" }).notNull(),
    at: instant("at").notNull(),
    /** Why it failed; null: it was taken. */
    code: text("code"),
  },
  (table) => [index("publications_in_order").on(table.logId, table.target, table.id)],
);

/** What was there before there was a log; it is sealed first. Written by the migration, once. */
export const logInheritance = scrubjay.table(
  "log_inheritance",
  {
    appId: text("app_id").notNull(),
    kind: text("kind").$type<LeafKind>().notNull(),
    /** How many rows, and the last of them. */
    rows: bigint("rows", { mode: "number" }).notNull(),
    lastId: bigint("last_id", { mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.kind] })],
);
