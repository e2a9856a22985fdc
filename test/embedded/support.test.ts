import pg from "pg";
import { expect, test } from "vitest";
import { createDatabase } from "../support/postgres.js";
import { startRedisServer, testRedis } from "../support/redis.js";

test("a test has keys of its own in the shared Redis, and none are left when it is done", async () => {
  const mine = testRedis();
  const other = testRedis();
  expect(mine.prefix).not.toBe(other.prefix);
  await mine.redis.set(`${mine.prefix}:a`, "1");
  await mine.close();
  expect(await other.redis.exists(`${mine.prefix}:a`)).toBe(0);
  await other.close();
});

test("a test has a database of its own on a real PostgreSQL", async () => {
  const database = await createDatabase();
  const client = new pg.Client(database.url);
  await client.connect();
  const tables = await client.query("select 1 from pg_tables where schemaname = 'public'");
  expect(tables.rowCount).toBe(0);
  await client.end();
});

test("a private Redis that was killed comes back on the same port with what was durable", async () => {
  const server = await startRedisServer({ config: { appendfsync: "always" } });
  const { Redis } = await import("ioredis");
  const redis = new Redis(server.url, { maxRetriesPerRequest: null });
  redis.on("error", () => undefined);
  await redis.set("kept", "yes");
  const pid = server.pid;
  await server.kill();
  await server.restart();
  expect(server.pid).not.toBe(pid);
  expect(await redis.get("kept")).toBe("yes");
  await redis.quit();
  await server.close();
});
