import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ScrubjayError, failure } from "../base/errors.js";
import type { Database } from "./database.js";
import { unpackLedger } from "./packed-ledger.js";
import * as schema from "./schema.js";
import { Encryption } from "./encryption.js";

export interface Ledger {
  db: Database;
  /** Which ledger this is; names its queues in Redis. */
  id: string;
  encryption: Encryption;
  close(): Promise<void>;
}

/**
 * Opens the ledger on a PostgreSQL server, which serves many processes at once, and brings its schema up to date.
 * @throws {LEDGER_UNAVAILABLE | LEDGER_TOO_NEW | KEY_MISMATCH}
 */
export async function openServerLedger(url: string, masterKey: Buffer): Promise<Ledger> {
  // Each of the two drivers takes time to load, and nobody needs both.
  const { openPool, migrateServer } = await import("./server-postgres.js");
  const pool = openPool(url);
  return prepared(
    () => migrateServer(pool),
    masterKey,
    () => pool.end(),
  );
}

/**
 * Opens the embedded ledger in a folder that the caller has locked: PGlite doesn't lock it, and a second process
 * would corrupt it.
 */
export async function openEmbeddedLedger(folder: string, masterKey: Buffer): Promise<Ledger> {
  const { startPglite, migrateEmbedded } = await import("./embedded-postgres.js");
  const path = join(folder, "ledger");
  await unpackLedger(path);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const pglite = await startPglite(path);
  return prepared(
    () => migrateEmbedded(pglite),
    masterKey,
    () => pglite.close(),
  );
}

async function prepared(
  connect: () => Promise<Database>,
  masterKey: Buffer,
  close: () => Promise<void>,
): Promise<Ledger> {
  const encryption = new Encryption(masterKey);
  try {
    const db = await connect();
    return { db, id: await identify(db, encryption.keyCheck()), encryption, close };
  } catch (error) {
    await close();
    throw asLedgerError(error);
  }
}

/** The ledger's identity; whichever process comes first gives it one. */
async function identify(db: Database, keyCheck: string): Promise<string> {
  await db.insert(schema.identity).values({ ledgerId: randomUUID(), keyCheck }).onConflictDoNothing();
  const [found] = await db.select().from(schema.identity);
  if (found?.keyCheck !== keyCheck) throw failure("KEY_MISMATCH");
  return found.ledgerId;
}

/** Failures of the driver that have no code. */
const UNCODED = [
  { message: /timeout/i, reason: "timeout" },
  { message: /^SASL/, reason: "no password, or one that isn't accepted" },
  { message: /^Connection terminated/, reason: "connection closed" },
  { message: /not support SSL/, reason: "no SSL" },
];

/** Connection failures of the driver carry the host and sometimes the user; only their code goes on. */
function asLedgerError(error: unknown): unknown {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as { code?: unknown }).code;
  if (error instanceof ScrubjayError) return error;
  if (typeof code === "string") return failure("LEDGER_UNAVAILABLE", { reason: code });
  const reason = cause instanceof Error && UNCODED.find(({ message }) => message.test(cause.message))?.reason;
  return reason ? failure("LEDGER_UNAVAILABLE", { reason }) : error;
}
