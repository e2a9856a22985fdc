import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openServerLedger } from "../../src/ledger/open.js";
import { ledgerDatabase } from "../support/postgres.js";
import { startRedisServer } from "../support/redis.js";
import { expectNothingHandedOut } from "./canary-evidence.js";
import { House } from "./canary-house.js";
import { ALL_SCENES, expectNothingLeft, goThrough, surroundings } from "./canary-service.js";
import { KEY } from "./evidence.js";
import { databaseFiles, redisDump, tableDump } from "./traces.js";

test("whatever a service on PostgreSQL is asked, no personal data stays: not in its tables, Redis, logs, answers, pages, callbacks", async () => {
  const around = await surroundings();
  const redis = await startRedisServer();
  onTestFinished(() => redis.close());
  const database = await ledgerDatabase();
  onTestFinished(() => database.drop());
  const env = { ...around.env, REDIS_URL: redis.url, DATABASE_URL: database.url };
  const through = ({ url, tokens }: House) => ({ SCRUBJAY_URL: url, SCRUBJAY_TOKEN: tokens.officer });
  const house = new House(around.cwd, env, through);
  // Also what is there for a moment only, between two looks.
  let told = "";
  const monitor = connect(Number(new URL(redis.url).port), "127.0.0.1").setEncoding("latin1");
  monitor.on("data", (text: string) => (told += text)).write("MONITOR\r\n");
  onTestFinished(() => void monitor.destroy());
  const ledger = await openServerLedger(database.url, KEY);
  onTestFinished(() => ledger.close());
  const look = async () => {
    house.hear("Redis", await redisDump(redis.url));
    house.hear("a table", await tableDump(ledger.db));
  };
  const traces = await goThrough(house, around, { look, worker: true, scenes: ALL_SCENES });
  await expectNothingHandedOut(house, traces);
  expect(told).toContain("evalsha");
  expect.soft(traces.excerpts(told)).toEqual([]);
  await expectNothingLeft(ledger, traces);
  expect.soft(traces.excerpts(await redisDump(redis.url))).toEqual([]);
  expect.soft(await databaseFiles(database.url, traces)).toEqual([]);
  const dataDir = join(around.cwd, ".scrubjay");
  expect(await readdir(join(dataDir, "log"))).toHaveLength(1);
  expect.soft(await traces.files(dataDir)).toEqual([]);
});
