// One process of several: takes as many slots as it can get until its time is over.
// Arguments: Redis's port, app ID, rate (requests/s), burst, milliseconds. Says "ready" and waits for "go".
import { once } from "node:events";
import { Redis } from "ioredis";
import { createQuota } from "../../src/quota/quota.js";
import { silent } from "../../src/telemetry/telemetry.js";

const [port, appId = "", rate, burst, ms] = process.argv.slice(2);
const redis = new Redis({ port: Number(port), maxRetriesPerRequest: null, retryStrategy: () => 20 });
redis.on("error", () => undefined);
const meter = { rate: Number(rate), burst: Number(burst) };
const quota = createQuota({
  redis,
  appId,
  meters: { rest: meter, batch: meter },
  share: 1,
  telemetry: silent,
});

await redis.ping();
process.send?.("ready");
await once(process, "message");

const end = AbortSignal.timeout(Number(ms));
const taking = Array.from({ length: 5 }, async () => {
  for (;;) await quota.acquire("rest", "bulk", end);
});
await Promise.allSettled(taking);
quota.close();
redis.disconnect();
process.disconnect();
