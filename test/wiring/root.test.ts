import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { createRun } from "../../src/service/run/create.js";
import { loadConfig } from "../../src/config/config.js";
import { openApp } from "../../src/wiring/open-app.js";
import { openRuntime } from "../../src/wiring/runtime.js";
import { everybody } from "../jobs/app-harness.js";
import { dataDirOf, describePostgres, EVIDENCE_KEY, MASTER_KEY, SIGNING_SEED } from "../support/ledger.js";
import { testRedis } from "../support/redis.js";
import { startTestSandbox } from "../support/sandbox.js";
import { until } from "../support/until.js";

const NOW = new Date("2026-03-01T12:00:00Z");

describePostgres("the composition root", (on) => {
  it("works with a ledger, a clock, a prefix and a concurrency that it is given, and leaves the ledger open", async () => {
    const { appId, runs } = on.app();
    const sandbox = await startTestSandbox({ users: 3, appId, seed: 7 });
    const { redis, url, prefix, close } = testRedis();
    const config = loadConfig({
      ...sandbox.env,
      DATABASE_URL: on.url,
      REDIS_URL: url,
      SCRUBJAY_DATA_DIR: dataDirOf(on.ledger),
      SCRUBJAY_PSEUDONYM_KEY: MASTER_KEY.toString("base64"),
      SCRUBJAY_EVIDENCE_KEYS: `1=${EVIDENCE_KEY.toString("base64")}`,
      SCRUBJAY_SIGNING_KEY: SIGNING_SEED.toString("base64"),
    });
    const app = await openApp({
      config,
      appId,
      command: "test",
      say: () => undefined,
      clock: () => NOW,
      opened: { ledger: on.ledger, masterKey: MASTER_KEY },
    });
    try {
      const concurrency = { control: 1, erasure: 1, sweep: 1, delivery: 1 };
      const { context, startWorkers } = await openRuntime(app, { queuePrefix: prefix, concurrency });
      expect(context.clock()).toEqual(NOW);
      expect(context.log.clock()).toEqual(NOW);
      const order = {
        kind: "sweep",
        policy: everybody(),
        autoApply: true,
        ids: undefined,
        by: "cli",
      } as const;
      const run = await createRun(order, context);
      startWorkers();
      await until("the run is done", async () => (await runs.get(run)).state === "done", { within: 600_000 });
      expect(await redis.keys(`${prefix}*`)).not.toEqual([]);
    } finally {
      await app.cleanup.run();
      await close();
    }
    expect((await sandbox.journal()).length).toBeGreaterThan(0);
    await on.ledger.db.execute(sql`select 1`);
  });
});
