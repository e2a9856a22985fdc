import { expect, test } from "vitest";
import type { AuditEntry } from "../../src/ledger/evidence/entries.js";
import { defaultPolicy } from "../../src/policy/policy.js";
import { scrubjay, startScrubjay, type Child } from "../support/cli.js";
import { folderWithLedger } from "../support/data-folder.js";
import { sized } from "../support/size.js";
import { startTown, type Town } from "../support/town.js";
import { until } from "../support/until.js";
import { expectAuditEqualsJournal, expectBlankAndKept, KEYS, parseNdjson } from "./evidence.js";
import { FAST } from "./station.js";

const USERS = sized(300, 900);
const KILLS = sized(2, 5);
/** Calls of TalkJS, at most, that a command makes before it is killed. */
const CALLS = 10;

test("on the embedded ledger a command that is killed again and again goes on where it was", async () => {
  const cwd = await folderWithLedger();
  const town = await startTown({ users: USERS, seed: 3 });
  await town.setFaults([{ kind: "reset-after", rate: 0.1 }]);
  const fast = { ...town.env, ...FAST, ...KEYS };
  const slow = { ...fast, TALKJS_RATE: "3", TALKJS_BURST: "2", TALKJS_QUOTA_SHARE: "1" };
  const before = await town.users();
  const ids = [...before.keys()].join("\n");

  const plan = await scrubjay(["plan", "--ids", "-", "--json"], { cwd, env: fast, stdin: ids });
  expect(plan.code, plan.stderr).toBe(0);
  for (let kill = 0; kill < KILLS; kill++) {
    const args = kill === 0 ? ["apply", "1", "--yes"] : ["resume"];
    await strike(startScrubjay(args, { cwd, env: slow }), town);
  }
  const last = await scrubjay(["resume", "1"], { cwd, env: fast });
  expect(last.code, last.stderr).toBe(0);

  expectBlankAndKept(before, await town.users(), defaultPolicy);
  const audit = await scrubjay(["audit", "export"], { cwd, env: fast });
  const entries = parseNdjson<AuditEntry>(audit.stdout);
  expect(entries).toHaveLength(USERS);
  await expectAuditEqualsJournal(entries, town);
});

/** Kills a command somewhere in its work: at some moment after it has begun to read or edit users, or is done. */
async function strike(child: Child, town: Town): Promise<void> {
  const requests = async () => (await town.stats()).requests;
  const goal = (await requests()) + 3 + Math.floor(Math.random() * CALLS);
  let isOver = false;
  void child.exited.then(() => (isOver = true));
  await until("it works", async () => isOver || (await requests()) >= goal);
  child.kill("SIGKILL");
  await child.exited;
}
