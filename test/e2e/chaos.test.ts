import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import type { AuditEntry } from "../../src/ledger/audit-entries.js";
import { parsePolicy } from "../../src/policy/parse.js";
import { scrubjay, startScrubjay, type Child } from "../support/cli.js";
import { createDatabase } from "../support/postgres.js";
import { startRedisServer } from "../support/redis.js";
import { tempFolder } from "../support/temp.js";
import { startTown, type Town } from "../support/town.js";
import { until } from "../support/until.js";
import { expectAuditEqualsJournal, expectBlankAndKept, inEvidence, KEYS, parseNdjson } from "./evidence.js";

const USERS = 5_000;
const KILLS = 20;
const POLICY = `
version: 1
select: { all: true }
limits: { maxUsers: ${USERS}, maxShare: 100% }
`;

/** The processes of one installation, replaced when they are killed. */
class Crew {
  readonly #children: (Child | undefined)[] = [];

  constructor(private readonly start: (() => Child)[]) {
    this.#children = start.map((begin) => begin());
  }

  /** SIGKILLs one of them, and starts another in its place. */
  async strike(index: number): Promise<void> {
    const child = this.#children[index];
    child?.kill("SIGKILL");
    await child?.exited;
    this.#children[index] = this.start[index]?.();
  }

  async stop(): Promise<void> {
    for (const child of this.#children) child?.kill("SIGTERM");
    for (const child of this.#children) await child?.exited;
  }
}

/** Slow enough that the run is still at work when the last blow falls. */
const PACE = { TALKJS_RATE: "5", TALKJS_BURST: "10", TALKJS_QUOTA_SHARE: "1" };

async function faults(town: Town, poisoned: string): Promise<void> {
  await town.setFaults([
    { kind: "poison", userId: poisoned },
    { kind: "status", status: 503, rate: 0.1 },
    { kind: "reset-after", rate: 0.05 },
    { kind: "reset-before", rate: 0.03 },
    { kind: "malformed-json", rate: 0.02 },
  ]);
}

test(
  "survives 20 SIGKILLs, a wiped Redis, failing and half-failing requests and a poisonous user",
  { timeout: 300_000 },
  async () => {
    const cwd = await tempFolder();
    const town = await startTown({ users: USERS, seed: 5 });
    const redis = await startRedisServer();
    onTestFinished(() => redis.close());
    const database = await createDatabase();
    onTestFinished(() => database.drop());
    const env: Record<string, string> = {
      ...town.env,
      ...PACE,
      REDIS_URL: redis.url,
      DATABASE_URL: database.url,
      ...KEYS,
    };
    await writeFile(join(cwd, "policy.yaml"), POLICY);
    const before = await town.users();
    const poisoned = [...before.keys()][1234] ?? "";
    await faults(town, poisoned);

    const producer = startScrubjay(["run", "--policy", "policy.yaml", "--yes"], { cwd, env });
    await until("it scans", async () => (await town.stats()).requests > 5, { within: 60_000 });
    producer.kill("SIGKILL");
    await producer.exited;
    const worker = () => startScrubjay(["worker"], { cwd, env });
    const crew = new Crew([() => startScrubjay(["resume", "1"], { cwd, env }), worker, worker]);
    onTestFinished(() => crew.stop());
    for (let kill = 2; kill <= KILLS; kill++) {
      await sleep(400 + Math.random() * 2_500);
      await crew.strike(kill % 3);
      if (kill === KILLS / 2) await wipe(redis.url);
    }
    const editedByThen = new Set((await town.journal()).map(({ user }) => user)).size;
    expect(editedByThen, "the blows fell while the run was at work").toBeLessThan(USERS - 100);

    const last = await scrubjay(["resume", "1"], { cwd, env });
    expect(last.code, last.stderr).toBe(1);
    expect(last.stdout).toContain("NOT DONE for 1 user.");
    expect(last.stdout).toContain("API_REJECTED 1");
    await crew.stop();

    await town.setFaults([]);
    const after = await town.users();
    const { policy } = parsePolicy(POLICY, "test");
    expect(after.get(poisoned)).toEqual(before.get(poisoned));
    before.delete(poisoned);
    after.delete(poisoned);
    expectBlankAndKept(before, after, policy);
    const audit = await scrubjay(["audit", "export"], { cwd, env });
    const entries = parseNdjson<AuditEntry>(audit.stdout);
    expect(entries).toHaveLength(USERS);
    expect(entries.filter(({ outcome }) => outcome === "failed")).toMatchObject([
      { subject: inEvidence.subject(poisoned), reason: "API_REJECTED", fields: [] },
    ]);
    await expectAuditEqualsJournal(entries, town);

    const retried = await scrubjay(["retry", "1"], { cwd, env });
    expect(retried.code, retried.stderr).toBe(0);
    expect((await town.users()).get(poisoned)?.name).toBe("[DELETED]");
  },
);

async function wipe(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushall();
  await redis.quit();
}
