import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, test } from "vitest";
import { isFailure } from "../../src/base/errors.js";
import { coded } from "../support/coded.js";
import { thisProcess, type Holder } from "../../src/embedded/holder.js";
import { lockDataDir } from "../../src/embedded/lock-data-dir.js";
import type { Child } from "../support/child.js";
import { latch } from "../support/latch.js";
import { startScript } from "../support/script.js";
import { tempFolder } from "../support/temp.js";

/** The longest that the lock may watch a holder that it can't ask about. */
const STALE_MS = 5000;

async function contender(folder: string): Promise<Child> {
  const child = await startScript("lock-child.ts", import.meta.url, [folder, "apply"]);
  await child.untilOutput(/ready/);
  return child;
}

async function holder(folder: string): Promise<Child> {
  const child = await contender(folder);
  child.stdin.write("lock\n");
  await child.untilOutput(/locked/);
  return child;
}

/** Leaves a folder as a holder with this record would, with or without a heartbeat. */
async function leaveBehind(folder: string, record: Partial<Holder>): Promise<void> {
  const whole = { ...(await thisProcess("apply")), ...record };
  await writeFile(join(folder, "holder.json"), JSON.stringify(whole));
  await mkdir(join(folder, "lock"));
}

/** Who has the lock, by the record in the folder. */
const recorded = async (folder: string) =>
  JSON.parse(await readFile(join(folder, "holder.json"), "utf8")) as Holder;

/** A heart that beats: nobody who waits for it to stand still gets the lock. */
function beat(folder: string): () => void {
  const touch = () => void utimes(join(folder, "lock"), new Date(), new Date()).catch(() => undefined);
  const timer = setInterval(touch, 500);
  return () => clearInterval(timer);
}

async function timed<T>(work: Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  return [await work, performance.now() - start];
}

describe.concurrent("the lock on the data folder", () => {
  test("tells a second process who has it and that DATABASE_URL serves many", async ({
    expect,
    onTestFinished,
  }) => {
    const folder = await tempFolder(onTestFinished);
    const child = await holder(folder);
    const error = await lockDataDir(folder, { command: "plan" }).catch((caught: unknown) => caught);
    if (!isFailure(error, "DATA_DIR_LOCKED")) throw error;
    const { message, remedy, exitCode } = error;
    expect(exitCode).toBe(2);
    expect(message).toContain(`"apply" (process ${child.pid} on `);
    expect(message).toMatch(/since \d{4}-\d\d-\d\dT/);
    expect(remedy).toContain("DATABASE_URL");
    child.kill("SIGKILL");
    await child.exited;
  });

  test("is free again after a release, an ordinary exit, and leaves nothing behind", async ({
    expect,
    onTestFinished,
  }) => {
    const folder = await tempFolder(onTestFinished);
    const child = await holder(folder);
    child.stdin.write("release\n");
    await child.untilOutput(/released/);
    await child.exited;
    expect(await readdir(folder)).toEqual([]);
    const lock = await lockDataDir(folder, { command: "plan" });
    await lock.release();
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  test("is taken over at once from a process that was killed", async ({ expect, onTestFinished }) => {
    const folder = await tempFolder(onTestFinished);
    const child = await holder(folder);
    child.kill("SIGKILL");
    await child.exited;
    const stop = beat(folder);
    const lock = await lockDataDir(folder, { command: "plan" });
    stop();
    expect(await recorded(folder)).toMatchObject({ command: "plan" });
    await lock.release();
  });

  test("is never taken from a suspended process, which still has it when it goes on", async ({
    expect,
    onTestFinished,
  }) => {
    const folder = await tempFolder(onTestFinished);
    const child = await holder(folder);
    child.kill("SIGSTOP");
    await sleep(STALE_MS + 1500);
    await expect(lockDataDir(folder, { command: "plan" })).rejects.toThrow(coded("DATA_DIR_LOCKED"));
    child.kill("SIGCONT");
    await sleep(1500);
    await expect(lockDataDir(folder, { command: "plan" })).rejects.toThrow(coded("DATA_DIR_LOCKED"));
    child.stdin.write("release\n");
    expect((await child.exited).stdout).toBe("ready\nlocked\nreleased\n");
  });

  test("goes to exactly one of five processes that find a killed one's lock", async ({
    expect,
    onTestFinished,
  }) => {
    const folder = await tempFolder(onTestFinished);
    const first = await holder(folder);
    const five = await Promise.all(Array.from({ length: 5 }, () => contender(folder)));
    first.kill("SIGKILL");
    await first.exited;
    for (const child of five) child.stdin.write("lock\n");
    const outcomes = await Promise.all(five.map((child) => child.untilOutput(/locked|DATA_DIR_LOCKED/)));
    const said = outcomes.map(([outcome]) => outcome);
    expect(said.filter((outcome) => outcome === "locked")).toHaveLength(1);
    expect(said.filter((outcome) => outcome === "DATA_DIR_LOCKED")).toHaveLength(4);
    for (const child of five) child.kill("SIGKILL");
    await Promise.all(five.map((child) => child.exited));
  });

  test("goes to exactly one of twenty that ask within one process", async ({ expect, onTestFinished }) => {
    const folder = await tempFolder(onTestFinished);
    await leaveBehind(folder, { pid: 2 ** 22 + 1 });
    const asked = await Promise.allSettled(
      Array.from({ length: 20 }, () => lockDataDir(folder, { command: "plan" })),
    );
    const [winner, ...others] = asked.filter((outcome) => outcome.status === "fulfilled");
    expect(others).toEqual([]);
    expect(await recorded(folder)).toMatchObject({ command: "plan" });
    await winner?.value.release();
    expect(await readdir(folder)).toEqual([]);
  });

  test.skipIf(process.platform !== "linux")(
    "is taken over at once when another process has the holder's pid by now (Linux only: needs /proc)",
    async ({ expect, onTestFinished }) => {
      const folder = await tempFolder(onTestFinished);
      await leaveBehind(folder, { pid: process.ppid, started: "1" });
      const stop = beat(folder);
      const lock = await lockDataDir(folder, { command: "plan" });
      stop();
      expect(await recorded(folder)).toMatchObject({ command: "plan" });
      await lock.release();
    },
  );

  test("is taken over from a holder in another container only when its heartbeat stood still for 5 s", async ({
    expect,
    onTestFinished,
  }) => {
    const folder = await tempFolder(onTestFinished);
    await leaveBehind(folder, { place: "elsewhere" });
    const [lock, ms] = await timed(lockDataDir(folder, { command: "plan" }));
    expect(ms).toBeGreaterThan(STALE_MS - 100);
    await lock.release();
  });

  test("is not taken from a holder in another container whose heart beats", async ({
    expect,
    onTestFinished,
  }) => {
    const folder = await tempFolder(onTestFinished);
    await leaveBehind(folder, { place: "elsewhere" });
    const stop = beat(folder);
    await expect(lockDataDir(folder, { command: "plan" })).rejects.toThrow(coded("DATA_DIR_LOCKED"));
    stop();
  });

  test("is taken over after 5 s when a power cut left an empty record", async ({
    expect,
    onTestFinished,
  }) => {
    const folder = await tempFolder(onTestFinished);
    await writeFile(join(folder, "holder.json"), "");
    const [lock, ms] = await timed(lockDataDir(folder, { command: "plan" }));
    expect(ms).toBeGreaterThan(STALE_MS - 100);
    await lock.release();
  });

  test("is taken over although the process that was taking it over before was killed as well", async ({
    expect,
    onTestFinished,
  }) => {
    const folder = await tempFolder(onTestFinished);
    await leaveBehind(folder, { id: "first", pid: 2 ** 22 + 1 });
    const second = { ...(await thisProcess("plan")), id: "second", pid: 2 ** 22 + 2 };
    await writeFile(join(folder, "holder.json.after-first"), JSON.stringify(second));
    const lock = await lockDataDir(folder, { command: "plan" });
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  test("says so when it is lost", async ({ expect, onTestFinished }) => {
    const folder = await tempFolder(onTestFinished);
    const lost = latch<Error>("the loss is noticed");
    const lock = await lockDataDir(folder, { command: "plan", onLost: (error) => lost.open(error) });
    await rm(join(folder, "lock"), { recursive: true });
    expect(await lost.opened()).toMatchObject({ code: "DATA_DIR_LOST" });
    await lock.release();
  });

  test("says so when another process has taken its place", async ({ expect, onTestFinished }) => {
    const folder = await tempFolder(onTestFinished);
    const lost = latch<Error>("the loss is noticed");
    const lock = await lockDataDir(folder, { command: "plan", onLost: (error) => lost.open(error) });
    await utimes(join(folder, "lock"), new Date(0), new Date(0));
    expect(await lost.opened()).toMatchObject({ code: "DATA_DIR_LOST" });
    await lock.release();
    expect(await readdir(folder)).toContain("lock");
  });

  test("has a heart that beats for those elsewhere, from its first second to its release", async ({
    expect,
    onTestFinished,
  }) => {
    const folder = await tempFolder(onTestFinished);
    const lock = await lockDataDir(folder, { command: "apply" });
    const path = join(folder, "holder.json");
    const record = JSON.parse(await readFile(path, "utf8")) as Holder;
    await writeFile(path, JSON.stringify({ ...record, place: "elsewhere" }));
    await expect(lockDataDir(folder, { command: "plan" })).rejects.toThrow(coded("DATA_DIR_LOCKED"));
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  test("makes a folder that only its owner can enter", async ({ expect, onTestFinished }) => {
    const folder = join(await tempFolder(onTestFinished), "a", "b");
    const lock = await lockDataDir(folder, { command: "plan" });
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await lock.release();
  });

  test("explains a folder that can't be used", async ({ expect, onTestFinished }) => {
    const file = join(await tempFolder(onTestFinished), "file");
    await writeFile(file, "");
    await expect(lockDataDir(file, { command: "plan" })).rejects.toMatchObject({
      code: "DATA_DIR_UNUSABLE",
      exitCode: 2,
    });
  });
});
