import { expect, onTestFinished, test } from "vitest";
import type { RunView } from "../../src/contracts/runs.js";
import { scrubjay, startScrubjay } from "../support/cli.js";
import { startRedisServer } from "../support/redis.js";
import { startTestSandbox } from "../support/sandbox.js";
import { pauseEdits } from "./paused-edits.js";
import { commandEnvironment } from "./command-environment.js";

/** A run of four batches, planned, at a TalkJS that answers one edit of each command and keeps the next ones waiting. */
async function planned() {
  const sandbox = await startTestSandbox({ users: 400, seed: 2 });
  const edits = await pauseEdits(sandbox.url);
  const { cwd, env: settings } = await commandEnvironment(sandbox);
  const env = { ...settings, ...edits.env };
  const command = (args: string[], stdin = "") => scrubjay(args, { cwd, env, stdin });
  const ids = [...(await sandbox.users()).keys()].map((id) => JSON.stringify(id));
  const plan = await command(["plan", "--ids", "-"], ids.join("\n"));
  expect(plan.code, plan.stderr).toBe(0);
  return {
    sandbox,
    command,
    /** Starts a command and resolves when it has edited somebody; it can't get to its end. */
    stuck: async (...args: string[]) => {
      edits.allow(1);
      const child = startScrubjay(args, { cwd, env });
      onTestFinished(() => child.kill("SIGKILL"));
      await edits.begun();
      return child;
    },
    answerAll: () => edits.allowAll(),
    view: async () => JSON.parse((await command(["status", "1", "--json"])).stdout) as RunView,
  };
}

test("SIGTERM or SIGINT ends a command that TalkJS keeps waiting; nothing is failed, and it goes on later", async () => {
  const { command, stuck, answerAll, view } = await planned();
  for (const [signal, code, args] of [
    ["SIGTERM", 143, ["apply", "1", "--yes"]],
    ["SIGINT", 130, ["resume", "1"]],
  ] as const) {
    const child = await stuck(...args);
    child.kill(signal);
    const ended = await child.exited;
    expect(ended, signal).toMatchObject({ code, signal: null });
    expect(ended.stderr).toContain("Go on with it: scrubjay resume 1");
    expect(ended.stderr).not.toMatch(/^(\{|error: )/m);
    expect(await view()).toMatchObject({ state: "applying", progress: { failed: 0 } });
  }
  answerAll();
  const resumed = await command(["resume", "1"]);
  expect(resumed.code, resumed.stderr).toBe(0);
  expect((await view()).progress).toMatchObject({ failed: 0, batches: 4, batchesDone: 4 });
});

test("a second signal ends a command at once; its run, cancelled, finishes what was begun and leaves the rest alone", async () => {
  const { sandbox, command, stuck, answerAll, view } = await planned();
  const apply = await stuck("apply", "1", "--yes");
  apply.kill("SIGTERM");
  await new Promise((resolve) => setImmediate(resolve));
  apply.kill("SIGINT");
  const ended = await apply.exited;
  // Whoever waits for what is at work says at the end how to go on.
  expect(ended.signal).toBeNull();
  // Whichever of the two was delivered last.
  expect([130, 143]).toContain(ended.code);
  expect(ended.stderr).not.toContain("Go on with it");

  answerAll();
  const cancelled = await command(["cancel", "1", "--json"]);
  expect(cancelled.code, cancelled.stderr).toBe(0);
  const { progress, state } = await view();
  expect(state).toBe("cancelled");
  const changed = new Set((await sandbox.journal()).map(({ user }) => user));
  expect(progress.scrubbed, "every change has its entry").toBe(changed.size);
  expect(changed.size).toBeLessThan(400);
  expect((await command(["resume", "1"])).code).not.toBe(0);
});

test("SIGTERM ends a worker although Redis is away", async () => {
  const redis = await startRedisServer();
  onTestFinished(() => redis.close());
  const { cwd, env } = await commandEnvironment(await startTestSandbox({ users: 1 }));
  const worker = startScrubjay(["worker"], { cwd, env: { ...env, REDIS_URL: redis.url } });
  onTestFinished(() => worker.kill("SIGKILL"));
  await worker.untilOutput(/works on app/);
  await redis.kill();
  await worker.untilOutput(/redis.error/);
  worker.kill("SIGTERM");
  expect(await worker.exited).toMatchObject({
    code: 1,
    signal: null,
    stderr: expect.stringContaining("Nothing is lost") as string,
  });
});
