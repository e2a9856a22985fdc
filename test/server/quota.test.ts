import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { meterLimits } from "../../src/quota/limits.js";
import { SharedMeter } from "../../src/quota/shared-meter.js";
import { Queues } from "../../src/queue/queues.js";
import type { QuotaView } from "../../src/contracts/quota.js";
import { silent } from "../../src/telemetry/telemetry.js";
import { appHarness } from "../jobs/app-harness.js";
import { describePostgres } from "../support/ledger.js";
import { startRedisServer } from "../support/redis.js";
import { until } from "../support/until.js";
import { bearer, apiHarness } from "./api-harness.js";

describePostgres("the API of the quota", (on) => {
  const setUp = async (redis?: Redis) => {
    const { app, context } = await appHarness(on);
    const queues = redis ? new Queues(redis, "{away}", silent) : context.queues;
    const { api, token } = apiHarness(app, { context: { ...context, queues } });
    const headers = bearer(await token("viewer"));
    await context.queues.redis.ping();
    return { app, redis: context.queues.redis, get: (path: string) => api.request(path, { headers }) };
  };

  test("tells what is ours of each meter, and what was used of it minute by minute", async () => {
    const { app, redis, get } = await setUp();
    const meter = new SharedMeter(redis, app.appId, "rest", meterLimits({ rate: 9, burst: 600 }, 0.8));
    onTestFinished(async () => void (await redis.del(...(await redis.keys(`*${app.appId}}:rest*`)))));
    // On a Redis that doesn't know the meter its burst counts as spent.
    expect(await meter.acquire("urgent")).toBeGreaterThan(0);
    await until("a slot", async () => (await meter.acquire("urgent")) === 0);
    await meter.pause(60_000);
    const answer = await get("/v1/quota?minutes=5");
    const { meters } = (await answer.json()) as QuotaView;
    expect(meters).toMatchObject([
      { meter: "rest", ratePerSecond: 9, share: 0.8, burst: 480 },
      { meter: "batch", ratePerSecond: 1, share: 0.8, ours: 0.8, burst: 400, pausedUntil: null },
    ]);
    expect(meters[0]?.ours).toBeCloseTo(7.2);
    expect(Date.parse(meters[0]?.pausedUntil ?? "") - Date.now()).toBeGreaterThan(50_000);
    expect(meters.map(({ minutes }) => minutes.length)).toEqual([5, 5]);
    expect(meters[0]?.minutes.reduce((sum, { urgent }) => sum + urgent, 0)).toBe(1);
    expect((await get("/v1/quota?minutes=1441")).status).toBe(422);
  });

  test("says quickly that it doesn't know, where there is no Redis, or it is away or stuck", async () => {
    const bare = apiHarness(on.app());
    const headers = bearer(await bare.token("viewer"));
    expect((await bare.api.request("/v1/quota", { headers })).status).toBe(503);

    const server = await startRedisServer();
    onTestFinished(async () => {
      process.kill(server.pid, "SIGCONT");
      await server.close();
    });
    const redis = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    redis.on("error", () => undefined);
    onTestFinished(() => redis.disconnect());
    const { get } = await setUp(redis);
    expect((await get("/v1/quota")).status).toBe(200);
    // As a stuck machine: the connection stays, and nothing is answered.
    process.kill(server.pid, "SIGSTOP");
    const answer = await get("/v1/quota");
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: "QUOTA_UNKNOWN" });
  });
});
