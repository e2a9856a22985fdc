import { sql } from "drizzle-orm";
import { bigserial, index, integer, text } from "drizzle-orm/pg-core";
import type { DeliveryState } from "../../model/delivery-lifecycle.js";
import type { DeliveryKind } from "../../model/kinds.js";
import { instant, scrubjay } from "./scrubjay.js";

/** Messages to other systems, written in the transaction that changes what they tell. */
export const deliveries = scrubjay.table(
  "deliveries",
  {
    /** A UUID; the receiver's means to know a repetition. */
    id: text("id").primaryKey(),
    /** In which order they arose. */
    seq: bigserial("seq", { mode: "number" }).notNull(),
    appId: text("app_id").notNull(),
    kind: text("kind").$type<DeliveryKind>().notNull(),
    /** What it tells, such as `request.completed`. */
    event: text("event").notNull(),
    /** Who gets it: a keyed digest of the host. Who doesn't answer holds up nobody else. */
    receiver: text("receiver").notNull(),
    /** Messages of one stream go out one after the other. A keyed digest of address and subject matter. */
    stream: text("stream").notNull(),
    /** The request, run or schedule that it is about. */
    about: text("about").notNull(),
    /** The address and the exact bytes of the body as JSON, encrypted: an address can hold a secret. */
    sealed: text("sealed").notNull(),
    state: text("state").$type<DeliveryState>().notNull().default("pending"),
    attempts: integer("attempts").notNull().default(0),
    nextAt: instant("next_at").notNull(),
    /** After that it is given up. */
    triesUntil: instant("tries_until").notNull(),
    /** The last answer: a status, or a code. */
    lastStatus: integer("last_status"),
    lastCode: text("last_code"),
    createdAt: instant("created_at").notNull().defaultNow(),
    deliveredAt: instant("delivered_at"),
  },
  (table) => [
    index("pending_deliveries")
      .on(table.appId, table.stream, table.seq)
      .where(sql`${table.state} = 'pending'`),
    index("due_deliveries")
      .on(table.appId, table.receiver, table.nextAt)
      .where(sql`${table.state} = 'pending'`),
    index("old_deliveries")
      .on(table.appId, table.deliveredAt)
      .where(sql`${table.state} = 'delivered'`),
    index("deliveries_in_order").on(table.appId, table.seq),
    index("deliveries_by_state").on(table.appId, table.state, table.seq),
    index("deliveries_about").on(table.about),
  ],
);
