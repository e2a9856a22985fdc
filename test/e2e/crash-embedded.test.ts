import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { AuditEntry } from "../../src/ledger/audit-entries.js";
import { defaultPolicy } from "../../src/policy/policy.js";
import { scrubjay, startScrubjay } from "../support/cli.js";
import { tempFolder } from "../support/temp.js";
import { startTown } from "../support/town.js";
import { expectAuditEqualsJournal, expectBlankAndKept, KEY, parseNdjson } from "./evidence.js";

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
      SCRUBJAY_PSEUDONYM_KEY: KEY.toString("base64"),
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
    await sleep(6_000);
    first.kill("SIGKILL");
    await first.exited;
    for (let kill = 0; kill < 4; kill++) {
      const resumed = startScrubjay(["resume"], { cwd, env });
      await sleep(4_000 + Math.random() * 2_000);
      resumed.kill("SIGKILL");
      await resumed.exited;
    }
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
