import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openServerLedger } from "../../src/ledger/open.js";
import { ledgerDatabase } from "../support/postgres.js";
import { startRedisServer } from "../support/redis.js";
import { expectNothingHandedOut } from "./canary-evidence.js";
import { RecordedService } from "./recorded-service.js";
import { ALL_SCENARIOS, expectNothingLeft, runScenarios, canaryEnvironment } from "./canary-service.js";
import { KEY } from "./evidence.js";
import { databaseFiles, redisDump, tableDump } from "./traces.js";

test("whatever a service on PostgreSQL is asked, no personal data stays: not in its tables, Redis, logs, answers, pages, callbacks", async () => {
  const around = await canaryEnvironment();
  const redis = await startRedisServer();
  onTestFinished(() => redis.close());
  const database = await ledgerDatabase();
  const env = { ...around.env, REDIS_URL: redis.url, DATABASE_URL: database.url };
  const through = ({ url, tokens }: RecordedService) => ({
    SCRUBJAY_URL: url,
    SCRUBJAY_TOKEN: tokens.officer,
  });
  const service = new RecordedService(around.cwd, env, through);
  // Also what is there for a moment only, between two looks.
  let reported = "";
  const monitor = connect(Number(new URL(redis.url).port), "127.0.0.1").setEncoding("latin1");
  monitor.on("data", (text: string) => (reported += text)).write("MONITOR\r\n");
  onTestFinished(() => void monitor.destroy());
  const ledger = await openServerLedger(database.url, KEY);
  onTestFinished(() => ledger.close());
  const look = async () => {
    service.record("Redis", await redisDump(redis.url));
    service.record("a table", await tableDump(ledger.db));
  };
  const traces = await runScenarios(service, around, { look, worker: true, scenarios: ALL_SCENARIOS });
  await expectNothingHandedOut(service, traces);
  expect(reported).toContain("evalsha");
  expect.soft(traces.excerpts(reported)).toEqual([]);
  await expectNothingLeft(ledger, traces);
  expect.soft(traces.excerpts(await redisDump(redis.url))).toEqual([]);
  expect.soft(await databaseFiles(database.url, traces)).toEqual([]);
  const dataDir = join(around.cwd, ".scrubjay");
  expect(await readdir(join(dataDir, "log"))).toHaveLength(1);
  expect.soft(await traces.files(dataDir)).toEqual([]);
});
