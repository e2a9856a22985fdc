import { sql } from "drizzle-orm";
import { check, index, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Role } from "../../model/roles.js";
import { instant, scrubjay } from "./scrubjay.js";

/** People who sign in to the dashboard: whoever works with it, never the people whose data it is. */
export const accounts = scrubjay.table(
  "accounts",
  {
    id: text("id").primaryKey(),
    appId: text("app_id").notNull(),
    /** The actor in the audit log. */
    name: text("name").notNull(),
    role: text("role").$type<Role>().notNull(),
    /** argon2id in its encoded form; null: no password was chosen yet, only a link lets them in. */
    password: text("password"),
    createdAt: instant("created_at").notNull().defaultNow(),
    createdBy: text("created_by").notNull(),
    lastSignInAt: instant("last_sign_in_at"),
    removedAt: instant("removed_at"),
  },
  (table) => [
    uniqueIndex("one_account_of_a_name")
      .on(table.appId, table.name)
      .where(sql`${table.removedAt} is null`),
  ],
);

/** Links that let an account in once, without a password. Only their hashes are kept. */
export const signInLinks = scrubjay.table(
  "sign_in_links",
  {
    hash: text("hash").primaryKey(),
    accountId: text("account_id").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [index("links_by_account").on(table.accountId)],
);

/** Browsers that are signed in, with an account or with a token. Only the hashes of their cookies are kept. */
export const sessions = scrubjay.table(
  "sessions",
  {
    hash: text("hash").primaryKey(),
    appId: text("app_id").notNull(),
    accountId: text("account_id"),
    tokenId: text("token_id"),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** The last call of a person; what a page asks for by itself doesn't count. */
    seenAt: instant("seen_at").notNull(),
  },
  (table) => [
    index("sessions_by_account").on(table.accountId),
    index("sessions_by_token").on(table.tokenId),
    index("sessions_by_age").on(table.appId, table.seenAt),
    check("a_session_is_somebodys", sql`(${table.accountId} is null) <> (${table.tokenId} is null)`),
  ],
);
