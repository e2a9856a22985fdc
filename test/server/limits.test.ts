import { expect, onTestFinished, test } from "vitest";
import { Limits } from "../../src/server/http/limits.js";
import { connectRedis } from "../../src/queue/connection.js";
import { silent } from "../../src/telemetry/telemetry.js";
import { describePostgres } from "../support/ledger.js";
import { startRedisServer, testRedis } from "../support/redis.js";
import { until } from "../support/until.js";
import { bearer, OWNER_TOKEN, apiHarness } from "./api-harness.js";

test("processes that share Redis share a token's calls, under its ID only", async () => {
  const connection = testRedis();
  onTestFinished(() => connection.close());
  await connection.redis.ping();
  const limits = () => new Limits({ apiRate: 3, shared: connection });
  const [one, other] = [limits(), limits()];
  const waits = [await one.call("a"), await other.call("a"), await one.call("a"), await other.call("a")];
  expect(waits.slice(0, 3)).toEqual([undefined, undefined, undefined]);
  expect(waits[3]).toBeGreaterThan(0);
  expect(waits[3]).toBeLessThanOrEqual(60);
  expect(await one.call("b")).toBeUndefined();
  await one.failure("203.0.113.7");
  const keys = await connection.redis.keys(`${connection.prefix}*`);
  expect(keys.sort()).toEqual([`${connection.prefix}:api:a`, `${connection.prefix}:api:b`]);
});

test("while Redis is away each process counts for itself, and no call hangs", async () => {
  const server = await startRedisServer();
  onTestFinished(() => server.close());
  const redis = connectRedis(server.url, silent);
  onTestFinished(() => redis.disconnect());
  await redis.ping();
  const limits = new Limits({ apiRate: 2, shared: { redis, prefix: "{test}" } });
  expect(await limits.call("a")).toBeUndefined();
  await server.kill();
  await until("the connection is lost", () => redis.status !== "ready");
  expect([await limits.call("a"), await limits.call("a")]).toEqual([undefined, undefined]);
  expect(await limits.call("a")).toBeGreaterThan(0);
});

describePostgres("how often a token may call", (on) => {
  test("too many calls are told when to come back; the owner and this process aren't counted", async () => {
    const { api, token } = apiHarness(on.app(), { settings: { SCRUBJAY_API_RATE: "2" } });
    const plain = await token("viewer");
    const call = (auth: string) => api.request("/v1/audit/actions", { headers: bearer(auth) });
    expect([(await call(plain)).status, (await call(plain)).status]).toEqual([200, 200]);
    const refused = await call(plain);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: "RATE_LIMITED", status: 429 });
    expect((await call(await token("viewer"))).status).toBe(200);
    for (let calls = 0; calls < 3; calls += 1) {
      expect((await call(OWNER_TOKEN)).status).toBe(200);
      const actor = { name: "cli", role: "owner" } as const;
      expect((await api.request("/v1/audit/actions", {}, { actor })).status).toBe(200);
    }
  });
});
