import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import type { Database } from "./database.js";
import { MIGRATIONS, refuseNewer } from "./migrations.js";
import * as schema from "./schema.js";

const POOL_SIZE = 8;
const CONNECT_TIMEOUT_MS = 10_000;
/** "scru" in ASCII: one lock for everybody who migrates this database. */
const MIGRATION_LOCK = 0x73637275;

/** Connections to a PostgreSQL server; none is made yet. */
export function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // An idle connection that breaks is replaced by the pool; the query that needs it reports the failure.
  pool.on("error", () => undefined);
  // Nor may one that breaks between two statements of a transaction end the process: the next statement reports it.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** Brings the schema up to date. Several processes that start at once take turns. @throws {LEDGER_TOO_NEW} */
export async function migrateServer(pool: pg.Pool): Promise<Database> {
  const client = await pool.connect();
  try {
    const db = drizzle(client);
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    try {
      await refuseNewer(db);
      await migrate(db, MIGRATIONS);
    } finally {
      await client.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]);
    }
  } finally {
    client.release();
  }
  return drizzle(pool, { schema });
}
