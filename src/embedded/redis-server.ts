import { createServer } from "node:net";
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { Redis } from "ioredis";
import { failure } from "../base/errors.js";
import { supervise, type Supervised } from "./supervise.js";

/** What `redis-server` is told, one line each. A private server is reached from this machine only. */
export type RedisConfig = Readonly<Record<string, string>>;

/** The queue must survive a crash (AOF) and may never lose a job to save memory (noeviction). */
export const DURABLE: RedisConfig = {
  appendonly: "yes",
  appendfsync: "everysec",
  "aof-load-truncated": "yes",
  "maxmemory-policy": "noeviction",
  save: '""',
};

/** Another program can take a port between our look and the server's bind. */
const PORT_ATTEMPTS = 5;
/** The queue's file is small; this is for a slow disk. */
const READY_WITHIN_MS = 60_000;

/**
 * Starts `program` (redis-server or valkey-server) on a free loopback port, or on `port`, and waits until it answers and
 * has loaded its file. The configuration goes through stdin, so that no password is on a command line.
 * Throws PROGRAM_ENDED when it doesn't come up.
 */
export async function startRedis(
  program: string,
  options: { folder: string; config: RedisConfig; port?: number; password?: string },
): Promise<Supervised & { port: number }> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const logFile = join(options.folder, "redis.log");
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const config: RedisConfig = {
      bind: "127.0.0.1",
      port: String(port),
      dir: quote(options.folder),
      pidfile: quote(join(options.folder, "redis.pid")),
      ...(options.password === undefined ? {} : { requirepass: options.password }),
      ...options.config,
    };
    const server = await supervise(program, ["-"], {
      input: lines(config),
      logFile,
      cwd: options.folder,
    });
    if (await answers(redisUrl(port, options.password), server)) return { ...server, port };
    await server.stop();
    if (options.port !== undefined || attempt === PORT_ATTEMPTS)
      throw failure("PROGRAM_ENDED.logged", { program: basename(program), logFile });
  }
}

/** `redis://` of a server on this machine. */
export function redisUrl(port: number, password?: string): string {
  return `redis://${password === undefined ? "" : `:${password}@`}127.0.0.1:${port}`;
}

/** A configuration as redis.conf text. */
export function lines(config: RedisConfig): string {
  return Object.entries(config)
    .map(([name, value]) => `${name} ${value}\n`)
    .join("");
}

function quote(path: string): string {
  return `"${path.replace(/["\\]/g, "\\$&")}"`;
}

/** True once the server answers PING (not LOADING), false when it ended first or took too long. */
export async function answers(url: string, server: Pick<Supervised, "exited">): Promise<boolean> {
  let over = false;
  void server.exited.then(() => (over = true));
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!over && performance.now() < deadline) {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.ping();
      return true;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    } finally {
      client.disconnect();
    }
  }
  return false;
}

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = address !== null && typeof address === "object" ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
