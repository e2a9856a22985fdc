import type { Redis } from "ioredis";
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  RLWrapperTimeouts,
  type IRateLimiterOptions,
  type RateLimiterAbstract,
} from "rate-limiter-flexible";

/** A call waits no longer than this for a Redis that doesn't answer. */
const REDIS_WITHIN_MS = 250;

/** Where processes count together. */
export interface CounterStore {
  redis: Redis;
  prefix: string;
}

export interface CounterOptions extends Pick<IRateLimiterOptions, "points" | "duration" | "blockDuration"> {
  /** Set apart from other counters by it. */
  name: string;
  /** Without it, and while it is away, each process counts for itself. */
  shared: CounterStore | undefined;
}

/** Counts what comes from outside. */
export function openCounter(options: CounterOptions): RateLimiterAbstract {
  const { name, shared, ...rates } = options;
  const own = new RateLimiterMemory(rates);
  if (!shared) return own;
  return new RLWrapperTimeouts({
    limiter: new RateLimiterRedis({
      ...rates,
      storeClient: shared.redis,
      // Our connections queue commands up while Redis is away; a call must not wait in that queue.
      rejectIfRedisNotReady: true,
      keyPrefix: `${shared.prefix}:${name}`,
    }),
    timeoutMs: REDIS_WITHIN_MS,
    insuranceLimiter: own,
  });
}

/** Counts one. @returns whole seconds to wait, when that was one too many. */
export async function consume(counter: RateLimiterAbstract, key: string): Promise<number | undefined> {
  try {
    await counter.consume(key);
    return undefined;
  } catch (exceeded) {
    if (!(exceeded instanceof RateLimiterRes)) throw exceeded;
    return Math.max(1, Math.ceil(exceeded.msBeforeNext / 1000));
  }
}
