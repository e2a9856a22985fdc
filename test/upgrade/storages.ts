import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzipSync } from "node:zlib";
import { Redis } from "ioredis";
import pg from "pg";
import { DURABLE, redisUrl, startRedis } from "../../src/embedded/redis-server.js";
import { startPglite } from "../../src/ledger/embedded-postgres.js";
import { binFolders, startPostgres } from "../support/postgres-server.js";
import { program } from "../support/programs.js";
import { FILES, type Leaf } from "./kept.js";

/** Where a ledger lies while the program works on it. */
export interface LedgerStorage {
  /** The keys, where they are settings; kept. */
  settings: Record<string, string>;
  /** Its servers; not kept. */
  connections: Record<string, string>;
  /** Ends the servers, puts what they held into `folder`, and answers what `query` finds in the ledger. */
  keep: (folder: string, dataDir: string, query: string) => Promise<Leaf[]>;
  close: () => Promise<void>;
}

const keyOf = (byte: number): string => Buffer.alloc(32, byte).toString("base64");

/** PostgreSQL and a Redis, with the keys in settings. */
export async function postgresStorage(): Promise<LedgerStorage> {
  const postgres = await startPostgres();
  const scratch = await mkdtemp(join(tmpdir(), "scrubjay-leave-redis-"));
  const server = await startRedis(await program(["redis-server", "valkey-server"], "redis-server"), {
    folder: scratch,
    config: DURABLE,
  });
  return {
    settings: {
      SCRUBJAY_PSEUDONYM_KEY: keyOf(7),
      SCRUBJAY_SIGNING_KEY: keyOf(9),
      SCRUBJAY_EVIDENCE_KEYS: `1=${keyOf(8)}`,
    },
    connections: { DATABASE_URL: postgres.url, REDIS_URL: redisUrl(server.port) },
    async keep(folder, _, query) {
      await writeFile(join(folder, FILES.dump), gzipSync(await dump(postgres.url), { level: 9 }));
      await compactQueue(redisUrl(server.port));
      await server.stop();
      await cp(join(scratch, "appendonlydir"), join(folder, FILES.redis, "appendonlydir"), {
        recursive: true,
      });
      const client = new pg.Client(postgres.url);
      await client.connect();
      try {
        return (await client.query<Leaf>(query)).rows;
      } finally {
        await client.end();
      }
    },
    async close() {
      await server.stop();
      await postgres.close();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/** PGlite and a private Redis in the data folder, where the keys are files. */
export const embeddedStorage = (): LedgerStorage => ({
  settings: {},
  connections: {},
  async keep(folder, dataDir, query) {
    const pglite = await startPglite(join(dataDir, "ledger"));
    const { rows } = await pglite.query<Leaf>(query);
    // Moves on to an empty segment of the write-ahead log and gives up the full one, which is most of the folder.
    await pglite.exec("set wal_recycle = off; checkpoint");
    await pglite.exec("select pg_switch_wal()");
    await pglite.exec("checkpoint");
    const tar = Buffer.from(await (await pglite.dumpDataDir("none")).arrayBuffer());
    await pglite.close();
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, FILES.packed), await promisify(brotliCompress)(tar, { params: SMALL }));
    return rows;
  },
  close: async () => undefined,
});

const SMALL = {
  [constants.BROTLI_PARAM_QUALITY]: 9,
  [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
};

/** As SQL that any client can run: lines of psql's own, which newer versions of pg_dump write, are left out. */
async function dump(url: string): Promise<string> {
  const pgDump = await program(["pg_dump"], "postgresql-client", await binFolders());
  const args = ["--inserts", "--no-owner", "--no-privileges", "--schema=scrubjay", url];
  const { stdout } = await promisify(execFile)(pgDump, args, { maxBuffer: 1 << 28 });
  return stdout.replace(/^\\(un)?restrict .*$/gm, "");
}

/** Has Redis write its file anew, without what was done and is over. */
async function compactQueue(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.bgrewriteaof();
  while (/aof_rewrite_(in_progress|scheduled):1/.test(await redis.info("persistence"))) await sleep(50);
  await redis.quit();
}
