import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { Redis } from "ioredis";
import type { SandboxStats } from "../src/sandbox/api/stats.js";
import type { RunView } from "../src/contracts/runs.js";
import type { RedisServer } from "../test/support/redis-server.js";
import { end, EVERYBODY, READY, type BenchEnvironment, type Started, type Usage } from "./environment.js";

export type LedgerKind = "embedded" | "postgres";

export const LEDGER_NAMES: Record<LedgerKind, string> = {
  embedded: "embedded ledger",
  postgres: "PostgreSQL",
};

export interface RehearsalOptions {
  users: number;
  ledger: LedgerKind;
  /** TalkJS's real limits and the default settings, or neither. */
  limits: "talkjs" | "unlimited";
}

/** What a command answered about its run, and what its process used. */
export interface Performance {
  view: RunView;
  usage: Usage;
}

/** The HTTP API of a running service, with a token of it. */
export interface Service {
  /** @throws on anything but success. */
  call: (method: "GET" | "POST", path: string, body?: unknown) => Promise<unknown>;
}

const POLICY = "policy.yaml";

/** A rate that no machine reaches: the limiter is still asked for every request, as it always is. */
const NO_QUOTA = { TALKJS_RATE: "100000", TALKJS_BURST: "100000" };

/**
 * A fresh local TalkJS in a process of its own, a fresh Redis and a fresh ledger, and the command to be measured.
 */
export class Rehearsal {
  readonly #workers: Started["child"][] = [];

  private constructor(
    private readonly environment: BenchEnvironment,
    /** The sandbox as the API client wants it. */
    readonly app: { apiUrl: string; appId: string; secretKey: string },
    private readonly env: Record<string, string>,
    private readonly cwd: string,
    private readonly sandbox: Started,
    private readonly redisServer: RedisServer,
  ) {}

  static async open(
    environment: BenchEnvironment,
    { users, ledger, limits }: RehearsalOptions,
  ): Promise<Rehearsal> {
    const cwd = await environment.folder();
    const redis = await environment.redis();
    const free = limits === "unlimited" ? ["--unlimited"] : [];
    const sandbox = await environment.scrubjay(
      ["sandbox", "--json", "--port", "0", "--users", String(users), ...free],
      { env: {}, cwd },
    );
    const [document] = await sandbox.child.untilOutput(/^\{[^]*?^\}$/m, READY);
    const { url, settings } = JSON.parse(document) as { url: string; settings: Record<string, string> };
    const env: Record<string, string> = {
      ...settings,
      ...(limits === "unlimited" && NO_QUOTA),
      ...(ledger === "postgres" && { DATABASE_URL: await environment.database() }),
      REDIS_URL: redis.url,
      SCRUBJAY_PSEUDONYM_KEY: randomBytes(32).toString("base64"),
      SCRUBJAY_SIGNING_KEY: randomBytes(32).toString("base64"),
      SCRUBJAY_EVIDENCE_KEYS: `1=${randomBytes(32).toString("base64")}`,
    };
    await writeFile(join(cwd, POLICY), EVERYBODY);
    const app = {
      apiUrl: url,
      appId: settings["TALKJS_APP_ID"] ?? "",
      secretKey: settings["TALKJS_SECRET_KEY"] ?? "",
    };
    return new Rehearsal(environment, app, env, cwd, sandbox, redis);
  }

  /** Undefined on the embedded ledger. */
  get databaseUrl(): string | undefined {
    return this.env["DATABASE_URL"];
  }

  plan(): Promise<Performance> {
    return this.#perform(["plan", "--policy", POLICY]);
  }

  apply({ view }: Performance): Promise<Performance> {
    return this.#perform(["apply", String(view.run), "--yes"]);
  }

  /** @param heapMiB what the process may take for JavaScript objects that live long; else as much as Node.js likes. */
  run(heapMiB?: number): Promise<Performance> {
    const node = heapMiB === undefined ? "" : `--max-old-space-size=${heapMiB}`;
    return this.#perform(["run", "--policy", POLICY, "--yes"], node);
  }

  /** One more process that takes part, until the rehearsal is closed. */
  async addWorker(): Promise<void> {
    const { child } = await this.environment.scrubjay(["worker"], {
      env: { ...this.env, LOG_LEVEL: "warn" },
      cwd: this.cwd,
    });
    await child.untilOutput(/works on app/, READY);
    this.#workers.push(child);
  }

  /** A service with its API and workers, until the rehearsal is closed. */
  async serve(): Promise<Service> {
    const options = { env: { ...this.env, LOG_LEVEL: "warn", PORT: "0" }, cwd: this.cwd };
    const { child } = await this.environment.scrubjay(["serve"], options);
    this.#workers.push(child);
    const [url] = await child.untilOutput(/http:\/\/127\.0\.0\.1:\d+/, READY);
    const { child: tokens } = await this.environment.scrubjay(
      ["token", "create", "--name", "bench", "--role", "approver", "--json"],
      options,
    );
    const { stdout } = await tokens.exited;
    const { token } = JSON.parse(stdout) as { token: string };
    return {
      async call(method, path, body) {
        const answer = await fetch(`${url}${path}`, {
          method,
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
        return answer.json();
      },
    };
  }

  /** Adds people of the benchmark's own to those that the sandbox made up. */
  async addPeople(count: number, person: (i: number) => object): Promise<void> {
    const lines = Array.from(
      { length: count },
      (_, i) => `${JSON.stringify({ type: "user", data: person(i) })}\n`,
    );
    const answer = await fetch(`${this.app.apiUrl}/_sandbox/import`, {
      method: "POST",
      body: lines.join(""),
    });
    if (!answer.ok) throw new Error(`the sandbox takes nobody in: ${answer.status}`);
  }

  /** Every change of a user, in order. */
  async *journal(): AsyncGenerator<{ user: string; time: number }> {
    const answer = await fetch(`${this.app.apiUrl}/_sandbox/journal`);
    if (!answer.body) throw new Error("no journal");
    for await (const line of createInterface({ input: Readable.fromWeb(answer.body) }))
      yield JSON.parse(line) as { user: string; time: number };
  }

  async stats(): Promise<SandboxStats> {
    const answer = await fetch(`${this.app.apiUrl}/_sandbox/stats`, { signal: this.environment.signal });
    return (await answer.json()) as SandboxStats;
  }

  /** The most memory that Redis held for data since it was started. */
  async redisPeakMiB(): Promise<number> {
    const redis = new Redis(this.redisServer.url);
    const info = await redis.info("memory").finally(() => redis.disconnect());
    return Number(/^used_memory_peak:(\d+)/m.exec(info)?.[1]) / 2 ** 20;
  }

  /** Ends its processes, so that the next one has the machine; answers what the sandbox used. */
  async close(): Promise<Usage> {
    for (const worker of this.#workers) await end(worker);
    await end(this.sandbox.child);
    await this.redisServer.stop();
    return this.sandbox.usage();
  }

  async #perform(args: string[], node = ""): Promise<Performance> {
    const { child, usage } = await this.environment.scrubjay([...args, "--json"], {
      env: this.env,
      cwd: this.cwd,
      node,
    });
    const { code, stdout, stderr } = await child.exited;
    if (code !== 0) throw new Error(`scrubjay ${args[0]} ended with code ${code}:\n${stderr}`);
    return { view: JSON.parse(stdout) as RunView, usage: await usage() };
  }
}

export const planSeconds = ({ view }: Performance): number => secondsBetween(view.createdAt, view.plannedAt);
export const applySeconds = ({ view }: Performance): number =>
  secondsBetween(view.approvedAt, view.finishedAt);

function secondsBetween(from: string | null, to: string | null): number {
  return (Date.parse(to ?? "") - Date.parse(from ?? "")) / 1_000;
}
