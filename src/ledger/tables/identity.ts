import { sql } from "drizzle-orm";
import { boolean, check, text } from "drizzle-orm/pg-core";
import { instant, scrubjay } from "./scrubjay.js";

/** Who this ledger is, and proof that every process holds the same key. One row. */
export const identity = scrubjay.table(
  "identity",
  {
    only: boolean("only").primaryKey().default(true),
    ledgerId: text("ledger_id").notNull(),
    keyCheck: text("key_check").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [check("one_row", sql`${table.only}`)],
);
