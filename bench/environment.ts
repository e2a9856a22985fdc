import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { Cleanup } from "../src/base/cleanup.js";
import { startScrubjay, type Child } from "../test/support/cli.js";
import { startPostgres, type PostgresServer } from "../test/support/postgres-server.js";
import { startRedisServer, type RedisServer } from "../test/support/redis-server.js";

const HOOK = fileURLToPath(new URL("./usage-hook.js", import.meta.url));
/** How long a server may take to come up on a busy machine. */
export const READY = { within: 60_000, every: 50 };
/** A command ends within seconds of SIGTERM; one that doesn't is killed. */
const TERM_MS = 10_000;

/** Blanks everything personal, as the built-in policy does, of everybody. */
export const EVERYBODY = "version: 2\nselect: { all: true }\nlimits: { maxUsers: 1000000, maxShare: 100% }\n";

/** What a process used in its whole life. */
export interface Usage {
  /** Peak resident memory. */
  peakMiB: number;
  cpuSeconds: number;
}

/** A started scrubjay command. */
export interface Started {
  child: Child;
  /** What it used, once it has ended. */
  usage: () => Promise<Usage>;
}

/**
 * The place where benchmarks run: every folder, server and process that they start, ended in reverse order by
 * `close`. Children die with the bench even when it is killed.
 */
export class BenchEnvironment {
  readonly #cleanup = new Cleanup();
  #postgres: Promise<PostgresServer> | undefined;

  constructor(readonly signal: AbortSignal) {}

  async folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), "scrubjay-bench-"));
    this.#cleanup.add(() => rm(path, { recursive: true, force: true, maxRetries: 5 }));
    return path;
  }

  async redis(): Promise<RedisServer> {
    this.signal.throwIfAborted();
    const redis = await startRedisServer();
    this.#cleanup.add(() => redis.close());
    return redis;
  }

  /** The URL of a new, empty database; one server serves them all. */
  async database(): Promise<string> {
    this.signal.throwIfAborted();
    this.#postgres ??= startPostgres().then((server) => {
      this.#cleanup.add(() => server.close());
      return server;
    });
    const { url } = await this.#postgres;
    const name = `bench_${randomBytes(6).toString("hex")}`;
    const client = new pg.Client(url);
    await client.connect();
    await client.query(`create database ${name}`).finally(() => client.end());
    return new URL(`/${name}`, url).href;
  }

  /** Starts the built command with nothing in its environment but `env`. `node`: options of Node.js for it alone. */
  async scrubjay(
    args: readonly string[],
    { env, cwd, node = "" }: { env: Record<string, string>; cwd: string; node?: string },
  ): Promise<Started> {
    this.signal.throwIfAborted();
    const file = join(cwd, `usage-${randomBytes(6).toString("hex")}.json`);
    const measured = { NODE_OPTIONS: `--import=${HOOK} ${node}`, BENCH_USAGE_FILE: file };
    const child = startScrubjay(args, { cwd, env: { ...measured, ...env } });
    child.stdin.end();
    this.#cleanup.add(() => end(child));
    return {
      child,
      usage: async () => {
        await child.exited;
        return JSON.parse(await readFile(file, "utf8")) as Usage;
      },
    };
  }

  /** Ends everything. Idempotent. */
  async close(): Promise<void> {
    await this.#cleanup.run();
  }
}

/** Asks a command to end, and waits until it has. */
export async function end(child: Child): Promise<void> {
  child.kill();
  const ended = await Promise.race([child.exited, sleep(TERM_MS, undefined, { ref: false })]);
  if (ended === undefined) child.kill("SIGKILL");
  await child.exited;
}
