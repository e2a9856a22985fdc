import { randomInt } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import type { AuditEntry } from "../../src/ledger/evidence/entries.js";
import { parsePolicy } from "../../src/policy/parse.js";
import { scrubjay, startScrubjay, type Child } from "../support/cli.js";
import { proxy } from "../support/proxy.js";
import { startRedisServer } from "../support/redis.js";
import { sized } from "../support/size.js";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.js";
import { until } from "../support/until.js";
import { expectAuditEqualsJournal, expectBlankAndKept, inEvidence, parseNdjson } from "./evidence.js";
import { commandEnvironment } from "./command-environment.js";

const USERS = sized(800, 5_000);
const KILLS = sized(3, 20);
/** Edits that TalkJS takes between two kills, at most: so few that the run is still at work when the last blow falls. */
const EDITS_BETWEEN = 2;
const POLICY = `
version: 1
select: { all: true }
limits: { maxUsers: ${USERS}, maxShare: 100% }
`;

/** The processes of one installation, replaced when they are killed. */
class WorkerGroup {
  readonly #children: (Child | undefined)[] = [];

  constructor(private readonly start: (() => Child)[]) {
    this.#children = start.map((begin) => begin());
  }

  /** SIGKILLs one of them, the first of which is no worker, and starts another in its place. */
  async strike(index: number): Promise<void> {
    const child = this.#children[index];
    if (index > 0) await child?.untilOutput(/works on app/);
    child?.kill("SIGKILL");
    await child?.exited;
    this.#children[index] = this.start[index]?.();
  }

  async stop(): Promise<void> {
    for (const child of this.#children) child?.kill("SIGTERM");
    for (const child of this.#children) await child?.exited;
  }
}

/** A TalkJS that takes edits only as it is allowed to, and keeps the others waiting. */
async function rationEdits(url: string) {
  let [left, begun] = [0, 0];
  const before = async ({ method }: { method: string }) => {
    if (method !== "PUT") return;
    await until("an edit is allowed", () => left > 0 && left-- > 0);
    begun += 1;
  };
  return {
    url: await proxy(url, { before }),
    allowAll: () => (left = Infinity),
    /** Allows so many, and waits for the first of them. */
    async more(edits: number) {
      const goal = begun + 1;
      left = edits;
      await until("an edit", () => begun >= goal);
    },
  };
}

/** One call at a time, more or less: a blow can fall between any two of them. */
const PACE = { TALKJS_RATE: "5", TALKJS_BURST: "2", TALKJS_QUOTA_SHARE: "1" };

async function faults(sandbox: TestSandbox, poisoned: string): Promise<void> {
  await sandbox.setFaults([
    { kind: "poison", userId: poisoned },
    { kind: "status", status: 503, rate: 0.1 },
    { kind: "reset-after", rate: 0.05 },
    { kind: "reset-before", rate: 0.03 },
    { kind: "malformed-json", rate: 0.02 },
  ]);
}

test(`survives ${KILLS} SIGKILLs, a wiped Redis, failing and half-failing requests and a poisonous user`, async () => {
  const sandbox = await startTestSandbox({ users: USERS, seed: 5 });
  const redis = await startRedisServer();
  onTestFinished(() => redis.close());
  const { cwd, env: settings } = await commandEnvironment(sandbox);
  const fast = { ...settings, REDIS_URL: redis.url };
  const edits = await rationEdits(sandbox.url);
  // A run goes on only at the address that it was made for.
  const unpaced = { ...fast, TALKJS_API_URL: edits.url };
  const env = { ...unpaced, ...PACE };
  await writeFile(join(cwd, "policy.yaml"), POLICY);
  const before = await sandbox.users();
  const poisoned = [...before.keys()][Math.floor(USERS / 4)] ?? "";
  await faults(sandbox, poisoned);

  const producer = startScrubjay(["run", "--policy", "policy.yaml", "--yes"], { cwd, env });
  // Killed at its first calls, it would leave no run that could be taken up.
  const runs = async () => (await scrubjay(["runs", "--json"], { cwd, env: fast })).stdout;
  await until("the run is there", async () => (JSON.parse(await runs()) as unknown[]).length > 0);
  await sleep(randomInt(2_000));
  producer.kill("SIGKILL");
  await producer.exited;
  const worker = () => startScrubjay(["worker"], { cwd, env });
  const workers = new WorkerGroup([() => startScrubjay(["resume", "1"], { cwd, env }), worker, worker]);
  onTestFinished(() => workers.stop());
  for (let kill = 2; kill <= KILLS; kill++) {
    await edits.more(1 + randomInt(EDITS_BETWEEN));
    await sleep(randomInt(500));
    await workers.strike(kill % 3);
    if (kill === Math.ceil(KILLS / 2)) await wipe(redis.url);
  }
  const editedByThen = new Set((await sandbox.journal()).map(({ user }) => user)).size;
  expect(editedByThen, "the blows fell while the run was at work").toBeLessThan(USERS - 100);

  edits.allowAll();
  const last = await scrubjay(["resume", "1"], { cwd, env: unpaced });
  expect(last.code, last.stderr).toBe(1);
  expect(last.stdout).toContain("NOT DONE for 1 user.");
  expect(last.stdout).toContain("API_REJECTED 1");
  await workers.stop();

  await sandbox.setFaults([]);
  const after = await sandbox.users();
  const { policy } = parsePolicy(POLICY, "test");
  expect(after.get(poisoned)).toEqual(before.get(poisoned));
  before.delete(poisoned);
  after.delete(poisoned);
  expectBlankAndKept(before, after, policy);
  const audit = await scrubjay(["audit", "export"], { cwd, env: fast });
  const entries = parseNdjson<AuditEntry>(audit.stdout);
  expect(entries).toHaveLength(USERS);
  expect(entries.filter(({ outcome }) => outcome === "failed")).toMatchObject([
    { subject: inEvidence.subject(poisoned), reason: "API_REJECTED", fields: [] },
  ]);
  await expectAuditEqualsJournal(entries, sandbox);

  const retried = await scrubjay(["retry", "1"], { cwd, env: unpaced });
  expect(retried.code, retried.stderr).toBe(0);
  expect((await sandbox.users()).get(poisoned)?.name).toBe("[DELETED]");
});

async function wipe(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushall();
  await redis.quit();
}
