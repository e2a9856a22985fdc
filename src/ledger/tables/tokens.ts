import { text, uniqueIndex } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import type { Role } from "../../model/roles.js";
import { instant, scrubjay } from "./scrubjay.js";

/** Bearer tokens of the HTTP API. Only their hashes are kept: who reads the database can't call the API. */
export const tokens = scrubjay.table(
  "tokens",
  {
    /** The part of the token that isn't secret. */
    id: text("id").primaryKey(),
    appId: text("app_id").notNull(),
    /** The actor in the audit log. */
    name: text("name").notNull(),
    role: text("role").$type<Role>().notNull(),
    hash: text("hash").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    createdBy: text("created_by").notNull(),
    expiresAt: instant("expires_at"),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
  },
  (table) => [
    uniqueIndex("one_token_of_a_name")
      .on(table.appId, table.name)
      .where(sql`${table.revokedAt} is null`),
  ],
);
