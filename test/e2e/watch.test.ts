import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { planErasure } from "../../src/policy/erasure.js";
import { parsePolicy } from "../../src/policy/parse.js";
import type { User } from "../../src/talkjs/user.js";
import { scrubjay, startScrubjay } from "../support/cli.js";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.js";
import { until } from "../support/until.js";
import { sized } from "../support/size.js";
import { pseudonyms } from "./evidence.js";
import { commandEnvironment } from "./command-environment.js";

const ERASED = sized(400, 5_000);
/** Some of them are blank from the beginning, so that a sweep erases a little over that. */
const USERS = sized(460, 5_150);
const BACK = sized(11, 137);
/** Slow enough that it isn't done before it is killed. */
const PACE = sized("2", "10");
const POLICY = `
version: 1
select: { all: true }
limits: { maxUsers: 10000, maxShare: 100% }
`;
const { policy } = parsePolicy(POLICY, "test");

const RETURNS = [
  { name: "Ann Again" },
  { email: ["ann@example.com"] },
  { custom: { city: "Utrecht" } },
  { name: "Ben Again", email: ["ben@example.com"], phone: ["+3120555"], custom: { a: "1" } },
];

/** Has every 36th of these people come back, each in another way. @returns who. */
async function comeBack(sandbox: TestSandbox, ids: string[]): Promise<string[]> {
  const back = Array.from({ length: BACK }, (_, i) => ids[i * 36] ?? "");
  for (const [i, id] of back.entries()) await sandbox.edit(id, RETURNS[i % RETURNS.length] ?? {});
  return back;
}

const isBlank = (user: User | undefined) =>
  user !== undefined && planErasure(user, policy, (id) => pseudonyms.nameCode(id)).fields.length === 0;

const filesOf = async (cwd: string) => writeFile(join(cwd, "policy.yaml"), POLICY);
const sweep = ["run", "--policy", "policy.yaml", "--yes", "--json"];

interface Report {
  watch: {
    id: number;
    state: string;
    scanned: number;
    known: number;
    cameBack: number;
    found: Record<string, number>;
  };
  pattern: { comebacks: number; again: number; fields: Record<string, number> };
}

test("of many erased people exactly those who came back are found and scrubbed again, though the watch is killed", async () => {
  const sandbox = await startTestSandbox({ users: USERS, seed: 5 });
  const { cwd, env } = await commandEnvironment(sandbox);
  await filesOf(cwd);
  const erased = [...(await sandbox.users()).values()].filter((user) => !isBlank(user)).map(({ id }) => id);
  expect(erased.length).toBeGreaterThanOrEqual(ERASED);
  expect((await scrubjay(sweep, { cwd, env })).code).toBe(0);
  const before = await sandbox.users();
  const back = await comeBack(sandbox, erased);
  const seen = (await sandbox.journal()).length;

  const reported = await scrubjay(["watch", "--report", "--json"], { cwd, env });
  expect(reported.code, reported.stderr).toBe(1);
  expect((JSON.parse(reported.stdout) as Report).watch.found).toMatchObject({
    people: BACK,
    reported: BACK,
    scrubbed: 0,
  });
  expect(await sandbox.journal()).toHaveLength(seen);

  const pages = async () => (await sandbox.stats()).routes["GET /users"]?.requests ?? 0;
  const read = await pages();
  const slow = { ...env, TALKJS_RATE: PACE, TALKJS_BURST: PACE };
  const killed = startScrubjay(["watch", "--scrub", "--yes"], { cwd, env: slow });
  await until("a third of the users is checked", async () => (await pages()) > read + USERS / 300);
  killed.kill("SIGKILL");
  await killed.exited;

  const watched = await scrubjay(["watch", "--scrub", "--yes", "--json"], { cwd, env });
  expect(watched.code, watched.stderr).toBe(0);
  expect(watched.stderr).toContain("Going on with watch 2");
  const { watch, pattern } = JSON.parse(watched.stdout) as Report;
  expect(watch).toMatchObject({
    id: 2,
    state: "done",
    scanned: USERS,
    known: erased.length,
    cameBack: BACK,
  });
  expect(watch.found).toMatchObject({
    people: BACK,
    stillBack: BACK,
    scrubbed: BACK,
    toScrub: 0,
    reported: 0,
  });
  expect(pattern).toMatchObject({
    comebacks: BACK,
    again: 0,
    fields: { email: Math.floor(BACK / 2), phone: Math.floor(BACK / 4) },
  });

  const after = await sandbox.users();
  for (const id of back) expect(isBlank(after.get(id))).toBe(true);
  const edited = (await sandbox.journal()).slice(seen).map(({ user }) => user);
  expect(new Set(edited)).toEqual(new Set(back));
  const neighbours = (users: Map<string, User>) => [...users.values()].filter(({ id }) => !back.includes(id));
  expect(neighbours(after)).toEqual(neighbours(before));

  const again = await scrubjay(["watch", "--json"], { cwd, env });
  expect(again.code, again.stderr).toBe(0);
  expect((JSON.parse(again.stdout) as Report).watch).toMatchObject({ scanned: USERS, cameBack: 0 });
  expect(reported.stdout + watched.stdout + watched.stderr).not.toMatch(/example\.com|Utrecht/);
});

test("after a backup was restored a replay blanks everybody again, once somebody has said yes", async () => {
  const sandbox = await startTestSandbox({ users: 120, seed: 6 });
  const { cwd, env } = await commandEnvironment(sandbox);
  await filesOf(cwd);
  const before = await sandbox.users();
  expect((await scrubjay(sweep, { cwd, env })).code).toBe(0);
  await sandbox.addUsers([...before.values()]);

  const asked = await scrubjay(["replay", "--json"], { cwd, env });
  expect(asked.code, asked.stderr).toBe(1);
  const found = (JSON.parse(asked.stdout) as Report).watch.found;
  expect(found).toMatchObject({ scrubbed: 0, toScrub: found["people"] });
  expect((await sandbox.users()).get([...before.keys()][7] ?? "")).toEqual([...before.values()][7]);

  const replayed = await scrubjay(["replay", "--yes"], { cwd, env });
  expect(replayed.code, replayed.stderr).toBe(0);
  expect(replayed.stdout).toContain("Replay 2: done");
  for (const user of (await sandbox.users()).values()) expect(isBlank(user)).toBe(true);

  const other = await scrubjay(["replay", "--from-app", "nobodyKnows", "--yes", "--json"], { cwd, env });
  expect(other).toMatchObject({ code: 2, stdout: expect.stringContaining("NOTHING_TO_REPLAY") as string });
});
