import { expect, test } from "vitest";
import type { AuditEntry } from "../../src/ledger/evidence/entries.js";
import { defaultPolicy } from "../../src/policy/policy.js";
import { scrubjay, startScrubjay, type Child } from "../support/cli.js";
import { folderWithLedger } from "../support/data-folder.js";
import { sized } from "../support/size.js";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.js";
import { until } from "../support/until.js";
import { expectAuditEqualsJournal, expectBlankAndKept, KEYS, parseNdjson } from "./evidence.js";
import { FAST } from "./command-environment.js";

const USERS = sized(300, 900);
const KILLS = sized(2, 5);
/** Calls of TalkJS, at most, that a command makes before it is killed. */
const CALLS = 10;

test("on the embedded ledger a command that is killed again and again goes on where it was", async () => {
  const cwd = await folderWithLedger();
  const sandbox = await startTestSandbox({ users: USERS, seed: 3 });
  await sandbox.setFaults([{ kind: "reset-after", rate: 0.1 }]);
  const fast = { ...sandbox.env, ...FAST, ...KEYS };
  const slow = { ...fast, TALKJS_RATE: "3", TALKJS_BURST: "2", TALKJS_QUOTA_SHARE: "1" };
  const before = await sandbox.users();
  const ids = [...before.keys()].map((id) => JSON.stringify(id)).join("\n");

  const plan = await scrubjay(["plan", "--ids", "-", "--json"], { cwd, env: fast, stdin: ids });
  expect(plan.code, plan.stderr).toBe(0);
  for (let kill = 0; kill < KILLS; kill++) {
    const args = kill === 0 ? ["apply", "1", "--yes"] : ["resume"];
    await strike(startScrubjay(args, { cwd, env: slow }), sandbox);
  }
  const last = await scrubjay(["resume", "1"], { cwd, env: fast });
  expect(last.code, last.stderr).toBe(0);

  expectBlankAndKept(before, await sandbox.users(), defaultPolicy);
  const audit = await scrubjay(["audit", "export"], { cwd, env: fast });
  const entries = parseNdjson<AuditEntry>(audit.stdout);
  expect(entries).toHaveLength(USERS);
  await expectAuditEqualsJournal(entries, sandbox);
});

/** Kills a command somewhere in its work: at some moment after it has begun to read or edit users, or is done. */
async function strike(child: Child, sandbox: TestSandbox): Promise<void> {
  const requests = async () => (await sandbox.stats()).requests;
  const goal = (await requests()) + 3 + Math.floor(Math.random() * CALLS);
  let isOver = false;
  void child.exited.then(() => (isOver = true));
  await until("it works", async () => isOver || (await requests()) >= goal);
  child.kill("SIGKILL");
  await child.exited;
}
