import { setFlagsFromString } from "node:v8";
import { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { migrate } from "drizzle-orm/pglite/migrator";
import type { Database } from "./database.js";
import { MIGRATIONS, refuseNewer } from "./migrations.js";
import * as schema from "./schema.js";

/**
 * Executed bytes, roughly, after which a function of PGlite is compiled a second time, to be faster. V8's own 1.8 million
 * let a command spend half of its processor time on that for code that it runs a moment longer; work that goes on for
 * minutes comes to this much all the same.
 */
const TIERING_BUDGET = 500_000_000;

/**
 * PostgreSQL clears its buffers when it starts, in code that is not compiled well yet: its own 128 MB take every command
 * half a second and as much memory. What doesn't fit is in the operating system's cache, as with any PostgreSQL.
 */
const SHARED_BUFFERS = "32MB";

/** PostgreSQL in this process. @param folder where its data are; without one they are in memory. */
export async function startPglite(folder?: string): Promise<PGlite> {
  setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`);
  const startParams = [...PGlite.defaultStartParams, "-c", `shared_buffers=${SHARED_BUFFERS}`];
  return PGlite.create(folder, { startParams });
}

/** Brings the schema up to date. @throws {LEDGER_TOO_NEW} */
export async function migrateEmbedded(pglite: PGlite): Promise<Database> {
  const db = drizzle(pglite, { schema });
  await refuseNewer(db);
  await migrate(db, MIGRATIONS);
  return db;
}
