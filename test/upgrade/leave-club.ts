import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { until } from "../support/until.js";
import type { ClubFacts } from "./kept.js";
import type { Command } from "./command.js";
import { personId, type LocalTalkJS } from "./local-talkjs.js";

/** Two full pages and a bit. */
export const CLUB_PEOPLE = 215;

const POLICY = `version: 1
select: { all: true }
limits: { maxUsers: 1000, maxShare: 100% }
`;
/** A request a second: so there is time to kill it between two of them. */
const SLOW = { TALKJS_RATE: "1", TALKJS_BURST: "1", TALKJS_QUOTA_SHARE: "1", SCRUBJAY_WORKERS: "1" };
/** Edited before it is struck: more than the first batch, so the second one is edited and can't be recorded yet. */
const EDITS = 110;

/** Leaves a run whose process was killed while it was applied. */
export async function leaveClub(command: Command, talkjs: LocalTalkJS, cwd: string): Promise<ClubFacts> {
  await writeFile(join(cwd, "club.yaml"), POLICY);
  const erased = await command.json<{ run: number }>(["erase", personId(1), "--yes"]);
  const { run } = await command.json<{ run: number }>(["plan", "--policy", "club.yaml"]);
  const edits = async () => (await talkjs.journal()).split("\n").length - 1;
  const applying = command.with(SLOW).start(["apply", String(run), "--yes"]);
  await until("the second batch is edited", async () => (await edits()) > EDITS, { within: 300_000 });
  applying.kill("SIGKILL");
  await applying.exited;

  const recorded = await command.run(["audit", "export", "--run", String(run)]);
  const lines = recorded.split("\n").length - 1;
  if (lines === 0 || lines + 1 >= (await edits()))
    throw new Error(`${lines} entries: killed at a wrong moment`);
  return { finishedRun: erased.run, applyingRun: run, peopleOfApplyingRun: CLUB_PEOPLE - 1 };
}
