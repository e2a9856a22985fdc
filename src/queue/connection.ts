import { Redis } from "ioredis";
import type { Telemetry } from "../telemetry/telemetry.js";
import { RedisUnavailableError } from "./errors.js";

const FIRST_ANSWER_MS = 5_000;
const LONGEST_RECONNECT_MS = 2_000;

/**
 * Connects to Redis and waits for its first answer. Later losses are waited out: commands queue up until Redis
 * is back, because background work must neither fail nor run unlimited while it is away.
 * @throws {RedisUnavailableError} when it doesn't answer at first.
 */
export async function connectRedis(url: string, telemetry: Telemetry): Promise<Redis> {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    connectTimeout: FIRST_ANSWER_MS,
    retryStrategy: (times) => Math.min(50 * 2 ** times, LONGEST_RECONNECT_MS),
  });
  redis.on("error", (error: Error & { code?: string }) => telemetry.emit("redis.error", { code: error.code ?? error.name }));
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      redis.ping(),
      new Promise((_, reject) => {
        timer = setTimeout(() => reject(new RedisUnavailableError()), FIRST_ANSWER_MS);
      }),
    ]);
    return redis;
  } catch {
    redis.disconnect();
    throw new RedisUnavailableError();
  } finally {
    clearTimeout(timer);
  }
}
