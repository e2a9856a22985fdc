import { integer, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, scrubjay } from "./scrubjay.js";

/** The keys under which people are pseudonyms in the evidence, one for each epoch; never the keys themselves. */
export const evidenceKeys = scrubjay.table("evidence_keys", {
  /** Counted from 1. */
  epoch: integer("epoch").primaryKey(),
  /** Proof that every process holds the same key. */
  keyCheck: text("key_check").notNull(),
  createdAt: instant("created_at").notNull(),
  createdBy: text("created_by").notNull(),
  destroyedAt: instant("destroyed_at"),
  destroyedBy: text("destroyed_by"),
});

/** The keys that sign a log's checkpoints and certificates, oldest first by `since`. */
export const signingKeys = scrubjay.table(
  "signing_keys",
  {
    logId: integer("log_id").notNull(),
    /** Eight hexadecimal digits (c2sp.org/signed-note). */
    keyId: text("key_id").notNull(),
    verifierKey: text("verifier_key").notNull(),
    createdAt: instant("created_at").notNull(),
    createdBy: text("created_by").notNull(),
    /** When another one took its place. */
    retiredAt: instant("retired_at"),
  },
  (table) => [primaryKey({ columns: [table.logId, table.keyId] })],
);
