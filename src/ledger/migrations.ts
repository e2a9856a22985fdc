import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { failure } from "../base/errors.js";
import { rows, type Executor } from "./database.js";

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));

/** Where migrations are, and where the ledger notes which of them it has: as drizzle's migrators want it. */
export const MIGRATIONS = { migrationsFolder, migrationsSchema: "scrubjay", migrationsTable: "migrations" };

/** What the schema of a new ledger depends on, to be told from another one. */
export function migrationsDigest(): string {
  const digest = createHash("sha256");
  for (const { tag } of journal()) digest.update(tag).update(readFileSync(`${migrationsFolder}/${tag}.sql`));
  return digest.digest("hex");
}

/** A database with a migration that this program doesn't know was written by a newer one. */
export async function refuseNewer(db: Executor): Promise<void> {
  const [table] = await rows<{ name: string | null }>(
    db,
    sql`select to_regclass('scrubjay.migrations')::text as name`,
  );
  if (!table?.name) return;
  const [latest] = await rows<{ when: string | null }>(
    db,
    sql`select max(created_at)::text as when from scrubjay.migrations`,
  );
  if (Number(latest?.when ?? 0) > newestKnown()) throw failure("LEDGER_TOO_NEW");
}

function newestKnown(): number {
  return Math.max(...journal().map((entry) => entry.when));
}

function journal(): { tag: string; when: number }[] {
  const path = `${migrationsFolder}/meta/_journal.json`;
  return (JSON.parse(readFileSync(path, "utf8")) as { entries: { tag: string; when: number }[] }).entries;
}
