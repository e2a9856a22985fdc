import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { AuditEntry } from "../../src/ledger/audit-entries.js";
import { defaultPolicy } from "../../src/policy/policy.js";
import { scrubjay, startScrubjay, type Child } from "../support/cli.js";
import { tempFolder } from "../support/temp.js";
import { startTown, type Town } from "../support/town.js";
import { until } from "../support/until.js";
import { expectAuditEqualsJournal, expectBlankAndKept, KEYS, parseNdjson } from "./evidence.js";

const USERS = 900;

test(
  "on the embedded ledger a command that is killed again and again goes on where it was",
  { timeout: 300_000 },
  async () => {
    const cwd = await tempFolder();
    const town = await startTown({ users: USERS, seed: 3 });
    await town.setFaults([{ kind: "reset-after", rate: 0.1 }]);
    const env: Record<string, string> = {
      ...town.env,
      TALKJS_RATE: "3",
      TALKJS_BURST: "2",
      TALKJS_QUOTA_SHARE: "1",
      ...KEYS,
    };
    const before = await town.users();
    const ids = [...before.keys()].join("\n");

    const plan = await scrubjay(["plan", "--ids", "-", "--json"], {
      cwd,
      env: { ...env, TALKJS_RATE: "10000", TALKJS_BURST: "1000" },
      stdin: ids,
    });
    expect(plan.code, plan.stderr).toBe(0);
    const first = startScrubjay(["apply", "1", "--yes"], { cwd, env });
    await strike(first, town);
    for (let kill = 0; kill < 4; kill++) await strike(startScrubjay(["resume"], { cwd, env }), town);
    const last = await scrubjay(["resume", "1"], {
      cwd,
      env: { ...env, TALKJS_RATE: "10000", TALKJS_BURST: "1000" },
    });
    expect(last.code, last.stderr).toBe(0);

    expectBlankAndKept(before, await town.users(), defaultPolicy);
    const audit = await scrubjay(["audit", "export"], { cwd, env });
    const entries = parseNdjson<AuditEntry>(audit.stdout);
    expect(entries).toHaveLength(USERS);
    await expectAuditEqualsJournal(entries, town);
  },
);

/** Kills a command somewhere in its work: at some moment after it has begun to read or edit users, or is done. */
async function strike(child: Child, town: Town): Promise<void> {
  const requests = async () => (await town.stats()).requests;
  const before = await requests();
  let isOver = false;
  void child.exited.then(() => (isOver = true));
  await until("it works", async () => isOver || (await requests()) > before + 2, { within: 60_000 });
  await sleep(Math.random() * 3_000);
  child.kill("SIGKILL");
  await child.exited;
}
