import { inject, onTestFinished } from "vitest";
import type { Finished } from "../support/finished.js";
import { ledgerDatabase } from "../support/postgres.js";
import { testRedis } from "../support/redis.js";
import { tempFolder } from "../support/temp.js";
import type { TestSandbox } from "../support/sandbox.js";
import { KEYS } from "./evidence.js";

/** More than any test asks for, where the pace is not what is tested. */
export const FAST = { TALKJS_RATE: "100000", TALKJS_BURST: "100000" };

/** All settings of a command on a database of its own and the shared Redis. */
export const settingsFor = (
  { url, appId, secretKey }: { url: string; appId: string; secretKey: string },
  database: { url: string },
): Record<string, string> => ({
  TALKJS_API_URL: url,
  TALKJS_APP_ID: appId,
  TALKJS_SECRET_KEY: secretKey,
  ...FAST,
  REDIS_URL: inject("redisUrl"),
  DATABASE_URL: database.url,
  ...KEYS,
});

/** A folder and settings for commands on a database of their own and the shared Redis, which start fastest. */
export async function commandEnvironment(sandbox?: TestSandbox, finished: Finished = onTestFinished) {
  const cwd = await tempFolder(finished);
  const database = await ledgerDatabase();
  const redis = testRedis();
  finished(() => redis.close());
  const env: Record<string, string> = {
    ...(sandbox?.env ?? { TALKJS_APP_ID: "app", TALKJS_SECRET_KEY: "sk_test_x" }),
    ...FAST,
    REDIS_URL: redis.url,
    DATABASE_URL: database.url,
    ...KEYS,
  };
  return { cwd, env, database };
}
