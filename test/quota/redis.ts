import { Redis } from "ioredis";
import { startRedisServer, type RedisServer } from "../support/redis-server.js";

/** A Redis server of the test's own that keeps nothing on disk, to be frozen and killed. */
export class TestRedis {
  readonly #clients: Redis[] = [];

  private constructor(private readonly server: RedisServer) {}

  static async start(): Promise<TestRedis> {
    return new TestRedis(await startRedisServer({ config: { appendonly: "no" } }));
  }

  get port(): number {
    return Number(new URL(this.server.url).port);
  }

  /** A connection that comes back quickly after the server did. */
  client(options: { lazyConnect?: boolean; username?: string; password?: string } = {}): Redis {
    const client = new Redis(this.server.url, {
      maxRetriesPerRequest: null,
      retryStrategy: () => 20,
      ...options,
    });
    client.on("error", () => undefined);
    this.#clients.push(client);
    return client;
  }

  /** Stops the server as a stuck machine does: connections stay open and nothing is answered until `thaw`. */
  freeze(): void {
    process.kill(this.server.pid, "SIGSTOP");
  }

  thaw(): void {
    process.kill(this.server.pid, "SIGCONT");
  }

  /** Ends the server as a power cut would: what it had not saved is gone. */
  kill = (): Promise<void> => this.server.kill();

  /** Starts it again, from the last snapshot where one was saved. */
  restart = (): Promise<void> => this.server.restart();

  async stop(): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    await this.server.close();
  }
}
