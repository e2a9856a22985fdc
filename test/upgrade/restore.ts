import { chmod, cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import pg from "pg";
import { DURABLE, redisUrl, startRedis } from "../../src/embedded/redis-server.js";
import { readTar } from "../../src/ledger/tar.js";
import { createDatabase } from "../support/postgres.js";
import { program } from "../support/programs.js";
import { tempFolder } from "../support/temp.js";
import { FILES, type Kept, type LedgerKind } from "./kept.js";

/** As vitest's onTestFinished: what is to be done at the end, the last one first. */
export type Finished = (end: () => Promise<void>) => void;

/** Puts a kept ledger where today's program can open it. @returns the settings for that. */
export const restore = (kept: Kept, finished: Finished): Promise<Record<string, string>> =>
  RESTORE[kept.ledger](kept, finished);

const RESTORE: Record<LedgerKind, typeof restore> = { postgres: restorePostgres, embedded: restoreEmbedded };

async function restorePostgres(kept: Kept, finished: Finished): Promise<Record<string, string>> {
  const dataDir = await dataDirOf(kept, finished);
  const database = await createDatabase();
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    await client.query(gunzipSync(await readFile(kept.path(FILES.dump))).toString());
  } finally {
    await client.end();
  }
  const folder = join(dataDir, FILES.redis);
  await cp(kept.path(FILES.redis), folder, { recursive: true });
  const server = await startRedis(await program(["redis-server", "valkey-server"], "redis-server"), {
    folder,
    config: DURABLE,
  });
  finished(() => server.stop());
  const { settings } = await kept.facts();
  return {
    ...settings,
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl(server.port),
    SCRUBJAY_DATA_DIR: dataDir,
  };
}

async function restoreEmbedded(kept: Kept, finished: Finished): Promise<Record<string, string>> {
  const dataDir = await dataDirOf(kept, finished);
  const tar = brotliDecompressSync(await readFile(kept.path(FILES.packed)));
  const ledger = join(dataDir, "ledger");
  await mkdir(ledger, { mode: 0o700 });
  for (const { path, data } of readTar(tar)) {
    const place = join(ledger, path);
    if (data) await writeFile(place, data, { mode: 0o600 });
    else await mkdir(place, { recursive: true, mode: 0o700 });
  }
  return { SCRUBJAY_DATA_DIR: dataDir };
}

/** Only its owner may read what is in it, which git doesn't keep. */
async function dataDirOf(kept: Kept, finished: Finished): Promise<string> {
  const dataDir = join(await tempFolder(finished as never), "data");
  await cp(kept.path(FILES.data), dataDir, { recursive: true });
  await chmod(dataDir, 0o700);
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true }))
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600);
  return dataDir;
}
