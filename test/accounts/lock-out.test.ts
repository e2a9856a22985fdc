import { expect, onTestFinished, test } from "vitest";
import { LockOut } from "../../src/accounts/lock-out.js";
import { connectRedis } from "../../src/queue/connection.js";
import { silent } from "../../src/telemetry/telemetry.js";
import { startRedisServer, testRedis } from "../support/redis.js";
import { until } from "../support/until.js";

const QUARTER_S = 15 * 60;

/** One wrong password. */
const fail = async (lockOut: LockOut, key: string) =>
  (await lockOut.attempt(key)) ?? (await lockOut.failed(key));

test("five failures lock a key for a quarter of an hour, in all processes, and no attempt prolongs it", async () => {
  const connection = testRedis();
  onTestFinished(() => connection.close());
  await connection.redis.ping();
  const [one, other] = [new LockOut({ shared: connection }), new LockOut({ shared: connection })];
  for (const lockOut of [one, other, one, other]) expect(await fail(lockOut, "a")).toBeUndefined();
  expect(await fail(one, "a")).toBe(QUARTER_S);
  const keys = await connection.redis.keys(`${connection.prefix}*`);
  expect(keys).toEqual([`${connection.prefix}:sign-in:a`]);
  await connection.redis.pexpire(keys[0] ?? "", 5_500);
  expect([await other.attempt("a"), await one.attempt("a")]).toEqual([6, 6]);
  expect(await other.attempt("b")).toBeUndefined();
});

test("of many attempts at the same time no more than five get through", async () => {
  const lockOut = new LockOut();
  const waits = await Promise.all(Array.from({ length: 20 }, () => lockOut.attempt("a")));
  expect(waits.filter((wait) => wait === undefined)).toHaveLength(5);
  expect(waits.filter((wait) => wait === QUARTER_S)).toHaveLength(15);
});

test("a right password makes the failures before it forgotten", async () => {
  const lockOut = new LockOut();
  for (let failures = 0; failures < 4; failures += 1) await fail(lockOut, "a");
  expect(await lockOut.attempt("a")).toBeUndefined();
  await lockOut.forget("a");
  expect(await fail(lockOut, "a")).toBeUndefined();
});

test("while Redis is away each process counts for itself", async () => {
  const server = await startRedisServer();
  onTestFinished(() => server.close());
  const redis = connectRedis(server.url, silent);
  onTestFinished(() => redis.disconnect());
  await redis.ping();
  const lockOut = new LockOut({ shared: { redis, prefix: "{test}" } });
  await server.kill();
  await until("the connection is lost", () => redis.status !== "ready");
  for (let failures = 0; failures < 4; failures += 1) expect(await fail(lockOut, "a")).toBeUndefined();
  expect(await fail(lockOut, "a")).toBe(QUARTER_S);
  expect(await lockOut.attempt("a")).toBe(QUARTER_S);
  await lockOut.forget("a");
  expect(await lockOut.attempt("a")).toBeUndefined();
});
