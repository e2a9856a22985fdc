import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { GenericContainer, Wait } from "testcontainers";
import { expect, onTestFinished, test } from "vitest";
import type { AuditEntry } from "../../src/ledger/evidence/entries.js";
import { defaultPolicy } from "../../src/policy/policy.js";
import { scrubjay, startScrubjay } from "../support/cli.js";
import { freePort } from "../../src/embedded/redis-server.js";
import { startRedisServer } from "../support/redis.js";
import { sized } from "../support/size.js";
import { startTestSandbox } from "../support/sandbox.js";
import { until } from "../support/until.js";
import { expectAuditEqualsJournal, expectBlankAndKept, parseNdjson } from "./evidence.js";
import { commandEnvironment } from "./command-environment.js";

const USERS = sized(300, 1_500);
const POLICY = "version: 1\nselect: { all: true }\nlimits: { maxUsers: 10000, maxShare: 100% }\n";

interface Outage {
  url: string;
  begin: () => Promise<void>;
  end: () => Promise<void>;
}

/** A run in whose middle Redis goes away and comes back. */
async function runThrough({ url, begin, end }: Outage): Promise<void> {
  const sandbox = await startTestSandbox({ users: USERS, seed: 9 });
  const { cwd, env: settings } = await commandEnvironment(sandbox);
  const fast = { ...settings, REDIS_URL: url };
  const slow = { ...fast, TALKJS_RATE: "2", TALKJS_BURST: "2", TALKJS_QUOTA_SHARE: "1" };
  const before = await sandbox.users();
  await writeFile(join(cwd, "policy.yaml"), POLICY);
  const plan = await scrubjay(["plan", "-p", "policy.yaml"], { cwd, env: fast });
  expect(plan.code, plan.stderr).toBe(0);

  const apply = startScrubjay(["apply", "1", "--yes"], { cwd, env: slow });
  await until("the first edits", async () => (await sandbox.journal()).length > 0);
  await begin();
  const { requests } = await sandbox.stats();
  // What was let through before may still arrive; nothing new may.
  await until("a quota that is closed", () => /quota.unavailable/.test(apply.stderr));
  expect((await sandbox.stats()).requests - requests).toBeLessThanOrEqual(8);
  await end();
  const rest = startScrubjay(["worker"], { cwd, env: fast });
  const ended = await apply.exited;
  expect(ended.code, ended.stderr).toBe(0);
  // One that has only just begun would end by the signal.
  await rest.untilOutput(/works on app/);
  rest.kill("SIGTERM");
  expect((await rest.exited).code).toBe(0);

  expectBlankAndKept(before, await sandbox.users(), defaultPolicy);
  const audit = await scrubjay(["audit", "export"], { cwd, env: fast });
  const entries = parseNdjson<AuditEntry>(audit.stdout);
  expect(entries).toHaveLength(USERS);
  await expectAuditEqualsJournal(entries, sandbox);
}

test("a run waits while Redis is away and finishes when it is back", async () => {
  const redis = await startRedisServer();
  onTestFinished(() => redis.close());
  await runThrough({ url: redis.url, begin: () => redis.kill(), end: () => redis.restart() });
});

test("a run waits while Redis's container is away and finishes when it is back", async (context) => {
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
});
