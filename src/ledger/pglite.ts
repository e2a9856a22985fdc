import { setFlagsFromString } from "node:v8";
import type { PGlite } from "@electric-sql/pglite";
import type { PgliteDatabase } from "drizzle-orm/pglite";
import * as schema from "./schema.js";

/** PostgreSQL in this process. */
export interface EmbeddedPostgres {
  pglite: PGlite;
  db: PgliteDatabase<typeof schema>;
}

/**
 * Executed bytes, roughly, after which a function of PGlite is compiled a second time, to be faster. V8's own 1.8 million
 * let a command spend half of its processor time on that for code that it runs a moment longer; work that goes on for
 * minutes comes to this much all the same.
 */
const TIERING_BUDGET = 500_000_000;

/** @param folder where its data are; without one they are in memory. */
export async function startPglite(folder?: string): Promise<EmbeddedPostgres> {
  // Loaded only here: whoever has a PostgreSQL server needs none of it.
  const [{ PGlite }, { drizzle }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("drizzle-orm/pglite"),
  ]);
  setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`);
  const pglite = await PGlite.create(folder);
  return { pglite, db: drizzle(pglite, { schema }) };
}
