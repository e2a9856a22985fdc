import { sql } from "drizzle-orm";
import { index, text } from "drizzle-orm/pg-core";
import type { HoldIdentity } from "../../model/hold-identity.js";
import type { HoldGround } from "../../model/law.js";
import { instant, scrubjay } from "./scrubjay.js";

/** A legal hold on one person, by pseudonym: nothing of theirs is edited while it stands. */
export const holds = scrubjay.table(
  "holds",
  {
    /** A UUID. */
    id: text("id").primaryKey(),
    appId: text("app_id").notNull(),
    subject: text("subject").notNull(),
    ground: text("ground").$type<HoldGround>().notNull(),
    /** Who answers for it, such as a department. */
    owner: text("owner").notNull(),
    reason: text("reason"),
    /** Null: until it is lifted. */
    endsAt: instant("ends_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
    createdBy: text("created_by").notNull(),
    liftedAt: instant("lifted_at"),
    liftedBy: text("lifted_by"),
    /** Whether TalkJS knows the person. */
    identity: text("identity").$type<HoldIdentity>().notNull().default("unasked"),
    /** Their ID, encrypted, until TalkJS was asked. */
    sealed: text("sealed"),
    confirmedAt: instant("confirmed_at"),
    confirmedBy: text("confirmed_by"),
  },
  (table) => [
    index("standing_holds")
      .on(table.appId, table.subject)
      .where(sql`${table.liftedAt} is null`),
    index("holds_in_order").on(table.appId, table.createdAt, table.id),
  ],
);
