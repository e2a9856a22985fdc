import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";

/** A Redis server of the test's own, on a free port of the loopback interface. */
export class TestRedis {
  readonly #clients: Redis[] = [];

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private server: ChildProcess,
  ) {}

  static async start(): Promise<TestRedis> {
    const folder = await mkdtemp(join(tmpdir(), "scrubjay-quota-"));
    const port = await freePort();
    return new TestRedis(port, folder, await serve(port, folder));
  }

  /** A connection that comes back quickly after the server did. */
  client(options: { lazyConnect?: boolean; username?: string; password?: string } = {}): Redis {
    const client = new Redis({
      port: this.port,
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
    this.server.kill("SIGSTOP");
  }

  thaw(): void {
    this.server.kill("SIGCONT");
  }

  /** Ends the server as a power cut would: what it had not saved is gone. */
  async kill(): Promise<void> {
    const ended = once(this.server, "exit");
    this.server.kill("SIGKILL");
    await ended;
  }

  /** Starts it again, from the last snapshot where one was saved. */
  async restart(): Promise<void> {
    this.server = await serve(this.port, this.folder);
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    if (this.server.exitCode === null && this.server.signalCode === null) await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function serve(port: number, folder: string): Promise<ChildProcess> {
  const settings = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const server = spawn("redis-server", [...settings, "--dir", folder], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  for await (const text of server.stdout) {
    if (String(text).includes("Ready to accept connections")) break;
  }
  return server;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
