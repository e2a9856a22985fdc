import { expect, onTestFinished, test } from "vitest";
import type { RunView } from "../../src/contracts/runs.js";
import { scrubjay, startScrubjay } from "../support/cli.js";
import { startRedisServer } from "../support/redis.js";
import { startTown } from "../support/town.js";
import { until } from "../support/until.js";
import { station } from "./station.js";

const PATIENCE_MS = 10_000;

/** A run of 400 users whose every request takes three seconds, planned and being applied. */
async function applying() {
  const town = await startTown({ users: 400, seed: 2 });
  const { cwd, env } = await station(town);
  const ids = [...(await town.users()).keys()].join("\n");
  const plan = await scrubjay(["plan", "--ids", "-"], { cwd, env, stdin: ids });
  expect(plan.code, plan.stderr).toBe(0);
  await town.setFaults([{ kind: "latency", ms: 3_000 }]);
  const apply = startScrubjay(["apply", "1", "--yes"], { cwd, env });
  await until("the first edits", async () => (await town.journal()).length > 0);
  const view = async () =>
    JSON.parse((await scrubjay(["status", "1", "--json"], { cwd, env })).stdout) as RunView;
  return { cwd, env, town, apply, view };
}

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s ends a command within seconds; nothing is failed, and it goes on later",
  async (signal) => {
    const { cwd, env, town, apply, view } = await applying();
    const began = Date.now();
    apply.kill(signal);
    const ended = await apply.exited;
    expect(Date.now() - began).toBeLessThan(PATIENCE_MS);
    expect(ended).toMatchObject({ code: 1, signal: null });
    expect(ended.stderr).toContain("Go on with it: scrubjay resume 1");
    expect(await view()).toMatchObject({ state: "applying", progress: { failed: 0 } });

    await town.setFaults([]);
    const resumed = await scrubjay(["resume", "1"], { cwd, env });
    expect(resumed.code, resumed.stderr).toBe(0);
    expect((await view()).progress).toMatchObject({ failed: 0, batches: 4, batchesDone: 4 });
  },
);

test("a second signal ends a command at once", async () => {
  const { apply } = await applying();
  apply.kill("SIGTERM");
  await new Promise((resolve) => setImmediate(resolve));
  const began = Date.now();
  apply.kill("SIGINT");
  await apply.exited;
  expect(Date.now() - began).toBeLessThan(2_000);
});

test("a cancelled run finishes what it began and leaves the rest alone", async () => {
  const { cwd, env, town, apply, view } = await applying();
  apply.kill("SIGKILL");
  await apply.exited;
  await town.setFaults([]);
  const cancelled = await scrubjay(["cancel", "1", "--json"], { cwd, env });
  expect(cancelled.code, cancelled.stderr).toBe(0);
  const { progress, state } = await view();
  expect(state).toBe("cancelled");
  const changed = new Set((await town.journal()).map(({ user }) => user));
  expect(progress.scrubbed, "every change has its entry").toBe(changed.size);
  expect((await scrubjay(["resume", "1"], { cwd, env })).code).not.toBe(0);
});

test("SIGTERM ends a worker although Redis is away", async () => {
  const redis = await startRedisServer();
  onTestFinished(() => redis.close());
  const { cwd, env } = await station(await startTown({ users: 1 }));
  const worker = startScrubjay(["worker"], { cwd, env: { ...env, REDIS_URL: redis.url } });
  await worker.untilOutput(/works on app/);
  await redis.kill();
  await worker.untilOutput(/redis.error/);
  worker.kill("SIGTERM");
  const timeout = setTimeout(() => worker.kill("SIGKILL"), 20_000);
  expect(await worker.exited).toMatchObject({
    code: 1,
    signal: null,
    stderr: expect.stringContaining("Nothing is lost") as string,
  });
  clearTimeout(timeout);
});
