import { pgSchema, timestamp } from "drizzle-orm/pg-core";

/** All of it lies in a schema of its own, so that the database can be shared. */
export const scrubjay = pgSchema("scrubjay");

export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
