import { Redis } from "ioredis";
import { errorCode } from "../telemetry/error-code.js";
import type { Telemetry } from "../telemetry/telemetry.js";

const FIRST_RECONNECT_MS = 50;
const LONGEST_RECONNECT_MS = 2_000;

/**
 * A connection that waits losses out: commands queue up until Redis is back, because background work must
 * neither fail nor run unlimited while it is away.
 */
export function connectRedis(url: string, telemetry: Telemetry): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(FIRST_RECONNECT_MS * 2 ** times, LONGEST_RECONNECT_MS),
  });
  redis.on("error", (error) => telemetry.emit("redis.error", { code: errorCode(error) }));
  return redis;
}
