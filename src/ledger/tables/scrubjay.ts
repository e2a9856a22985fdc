import { customType, pgSchema, timestamp } from "drizzle-orm/pg-core";

/** All of it lies in a schema of its own, so that the database can be shared. */
export const scrubjay = pgSchema("scrubjay");

export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** `bytea`. The drivers answer a Buffer or a plain Uint8Array. */
export const bytes = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => "bytea",
  fromDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
});
