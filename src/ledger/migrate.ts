import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { drizzle as drizzlePostgres } from "drizzle-orm/node-postgres";
import { migrate as migratePostgres } from "drizzle-orm/node-postgres/migrator";
import type { PgliteDatabase } from "drizzle-orm/pglite";
import { migrate as migratePglite } from "drizzle-orm/pglite/migrator";
import type pg from "pg";
import { rows, type Executor } from "./database.js";
import { LedgerTooNewError } from "./errors.js";
import type * as schema from "./schema.js";

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));
const where = { migrationsFolder, migrationsSchema: "scrubjay", migrationsTable: "migrations" };

/** "scru" in ASCII: one lock for everybody who migrates this database. */
const MIGRATION_LOCK = 0x73637275;

/** Applies what is missing. Several processes that start at once take turns. */
export async function migrateServer(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    const db = drizzlePostgres(client);
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    try {
      await refuseNewer(db);
      await migratePostgres(db, where);
    } finally {
      await client.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]);
    }
  } finally {
    client.release();
  }
}

export async function migrateEmbedded(db: PgliteDatabase<typeof schema>): Promise<void> {
  await refuseNewer(db);
  await migratePglite(db, where);
}

/** What the schema of a new ledger depends on, to be told from another one. */
export function migrationsDigest(): string {
  const digest = createHash("sha256");
  for (const { tag } of journal()) digest.update(tag).update(readFileSync(`${migrationsFolder}/${tag}.sql`));
  return digest.digest("hex");
}

/** A database with a migration that this program doesn't know was written by a newer one. */
async function refuseNewer(db: Executor): Promise<void> {
  const [table] = await rows<{ name: string | null }>(
    db,
    sql`select to_regclass('scrubjay.migrations')::text as name`,
  );
  if (!table?.name) return;
  const [latest] = await rows<{ when: string | null }>(
    db,
    sql`select max(created_at)::text as when from scrubjay.migrations`,
  );
  if (Number(latest?.when ?? 0) > newestKnown()) throw new LedgerTooNewError();
}

function newestKnown(): number {
  return Math.max(...journal().map((entry) => entry.when));
}

function journal(): { tag: string; when: number }[] {
  const path = `${migrationsFolder}/meta/_journal.json`;
  return (JSON.parse(readFileSync(path, "utf8")) as { entries: { tag: string; when: number }[] }).entries;
}
