import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DURABLE,
  freePort,
  redisUrl,
  startRedis,
  type RedisConfig,
} from "../../src/embedded/redis-server.js";
import { program } from "./programs.js";

export interface RedisServer {
  readonly url: string;
  /** Of the server that runs now, or ran last. */
  readonly pid: number;
  /** Ends it in good order; its data stays for `restart`. */
  stop(): Promise<void>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  /** Ends it for good and removes its folder. */
  close(): Promise<void>;
}

/** A Redis of the test's own, to be stopped and killed at will. It ends with the test run, however that ends. */
export async function startRedisServer(options: { config?: RedisConfig } = {}): Promise<RedisServer> {
  const path = await program(["redis-server", "valkey-server"], "redis-server");
  const folder = await mkdtemp(join(tmpdir(), "scrubjay-redis-"));
  const port = await freePort();
  const start = () => startRedis(path, { folder, port, config: { ...DURABLE, ...options.config } });
  let server = await start();
  return {
    url: redisUrl(port),
    get pid() {
      return server.pid;
    },
    stop: () => server.stop(),
    async kill() {
      process.kill(server.pid, "SIGKILL");
      await server.exited;
    },
    async restart() {
      await server.stop();
      server = await start();
    },
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
