import { integer, text } from "drizzle-orm/pg-core";
import { instant, scrubjay } from "./scrubjay.js";

/** How many users an app had when all of them were last looked at. Counts only. */
export const userCounts = scrubjay.table("user_counts", {
  appId: text("app_id").primaryKey(),
  users: integer("users").notNull(),
  countedAt: instant("counted_at").notNull(),
});
