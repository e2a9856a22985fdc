import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ledgerDatabase } from "../support/postgres.js";
import { startRedisServer } from "../support/redis.js";
import { startTestSandbox } from "../support/sandbox.js";
import { tempFolder } from "../support/temp.js";
import { populate, useEverything } from "./canary-commands.js";
import { KEYS } from "./evidence.js";
import { databaseFiles, redisDump, Traces } from "./traces.js";

const traces = new Traces();

test("commands on PostgreSQL leave no personal data in its files, Redis, logs, audit, metrics or output", async () => {
  const cwd = await tempFolder();
  const sandbox = await startTestSandbox({ users: 0 });
  const redis = await startRedisServer();
  onTestFinished(() => redis.close());
  const database = await ledgerDatabase();
  const someId = await populate(sandbox);
  const env = {
    ...sandbox.env,
    REDIS_URL: redis.url,
    DATABASE_URL: database.url,
    ...KEYS,
  };
  const heard = await useEverything(cwd, env, someId);
  expect(heard).toContain("talkjs.answered");
  expect(heard).toContain("scrubjay_users_total");
  expect(heard.split("\n").filter((line) => traces.isIn(line))).toEqual([]);
  const dump = await redisDump(redis.url);
  expect(dump).toContain("scrubjay");
  expect(traces.isIn(dump)).toBe(false);
  expect(await databaseFiles(database.url, traces)).toEqual([]);
  expect(await readdir(join(cwd, ".scrubjay"))).toContain("log");
  expect(await traces.files(join(cwd, ".scrubjay"))).toEqual([]);
});
