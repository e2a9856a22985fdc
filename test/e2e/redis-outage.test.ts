import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { GenericContainer, Wait } from "testcontainers";
import { expect, onTestFinished, test } from "vitest";
import type { AuditEntry } from "../../src/ledger/audit-entries.js";
import { defaultPolicy } from "../../src/policy/policy.js";
import { scrubjay, startScrubjay } from "../support/cli.js";
import { freePort } from "../../src/embedded/redis-server.js";
import { ledgerDatabase } from "../support/postgres.js";
import { startRedisServer } from "../support/redis.js";
import { tempFolder } from "../support/temp.js";
import { startTown } from "../support/town.js";
import { until } from "../support/until.js";
import { expectAuditEqualsJournal, expectBlankAndKept, KEYS, parseNdjson } from "./evidence.js";

const USERS = 1_500;
const POLICY = "version: 1\nselect: { all: true }\nlimits: { maxUsers: 10000, maxShare: 100% }\n";

interface Outage {
  url: string;
  begin: () => Promise<void>;
  end: () => Promise<void>;
}

/** A run in whose middle Redis goes away and comes back. */
async function runThrough({ url, begin, end }: Outage): Promise<void> {
  const cwd = await tempFolder();
  const town = await startTown({ users: USERS, seed: 9 });
  const database = await ledgerDatabase();
  onTestFinished(() => database.drop());
  const env: Record<string, string> = {
    ...town.env,
    TALKJS_RATE: "2",
    TALKJS_BURST: "2",
    TALKJS_QUOTA_SHARE: "1",
    REDIS_URL: url,
    DATABASE_URL: database.url,
    ...KEYS,
  };
  const before = await town.users();
  await writeFile(join(cwd, "policy.yaml"), POLICY);
  const quick = { TALKJS_RATE: "10000", TALKJS_BURST: "1000" };
  const plan = await scrubjay(["plan", "-p", "policy.yaml"], { cwd, env: { ...env, ...quick } });
  expect(plan.code, plan.stderr).toBe(0);

  const apply = startScrubjay(["apply", "1", "--yes"], { cwd, env });
  await until("the first edits", async () => (await town.journal()).length > 0);
  await begin();
  const { requests } = await town.stats();
  // What was let through before may still arrive; nothing new may.
  await until("a quota that is closed", () => /quota.unavailable/.test(apply.stderr));
  expect((await town.stats()).requests - requests).toBeLessThanOrEqual(8);
  await end();
  const rest = startScrubjay(["worker"], { cwd, env: { ...env, ...quick } });
  const ended = await apply.exited;
  expect(ended.code, ended.stderr).toBe(0);
  rest.kill("SIGTERM");
  expect((await rest.exited).code).toBe(0);

  expectBlankAndKept(before, await town.users(), defaultPolicy);
  const audit = await scrubjay(["audit", "export"], { cwd, env });
  const entries = parseNdjson<AuditEntry>(audit.stdout);
  expect(entries).toHaveLength(USERS);
  await expectAuditEqualsJournal(entries, town);
}

test("a run waits while Redis is away and finishes when it is back", { timeout: 180_000 }, async () => {
  const redis = await startRedisServer();
  onTestFinished(() => redis.close());
  await runThrough({ url: redis.url, begin: () => redis.kill(), end: () => redis.restart() });
});

test(
  "a run waits while Redis's container is away and finishes when it is back",
  { timeout: 240_000 },
  async (context) => {
    const docker = promisify(execFile)("docker", ["info"]).then(
      () => true,
      () => false,
    );
    context.skip(!(await docker), "no Docker engine answers here");
    // A fixed port: Docker would give a restarted container another one.
    const port = await freePort();
    const container = await new GenericContainer("redis:7-alpine")
      .withCommand(["redis-server", "--appendonly", "yes", "--maxmemory-policy", "noeviction"])
      .withExposedPorts({ container: 6379, host: port })
      .withWaitStrategy(Wait.forLogMessage(/Ready to accept connections/))
      .start();
    onTestFinished(async () => void (await container.stop()));
    const client = (command: string) => promisify(execFile)("docker", [command, container.getId()]);
    await runThrough({
      url: `redis://127.0.0.1:${port}`,
      begin: async () => void (await client("stop")),
      end: async () => void (await client("start")),
    });
  },
);
