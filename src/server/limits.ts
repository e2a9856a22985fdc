import ipaddr from "ipaddr.js";
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  RLWrapperTimeouts,
  type RateLimiterAbstract,
} from "rate-limiter-flexible";
import type { Redis } from "ioredis";

const MINUTE_S = 60;
const FAILURES_A_MINUTE = 20;
/** A call waits no longer than this for a Redis that doesn't answer. */
const REDIS_WITHIN_MS = 250;

export interface LimitsOptions {
  /** Calls a minute for each token, and for each address where no token is asked for. */
  apiRate: number;
  /** Shared by all processes of the service. Without it, and while it is away, each process counts for itself. */
  shared?: { redis: Redis; prefix: string } | undefined;
}

/** How often a token may call, how often an address may fail to show one, and how often it may call without. */
export class Limits {
  readonly #calls: RateLimiterAbstract;
  /** Addresses are personal data: they stay in this process's memory, for a minute. */
  readonly #failures = new RateLimiterMemory({ points: FAILURES_A_MINUTE, duration: MINUTE_S });
  readonly #visits: RateLimiterMemory;

  constructor({ apiRate, shared }: LimitsOptions) {
    this.#visits = new RateLimiterMemory({ points: apiRate, duration: MINUTE_S });
    const alone = new RateLimiterMemory({ points: apiRate, duration: MINUTE_S });
    this.#calls = shared
      ? new RLWrapperTimeouts({
          limiter: new RateLimiterRedis({
            storeClient: shared.redis,
            // Our connections queue commands up while Redis is away; a call must not wait in that queue.
            rejectIfRedisNotReady: true,
            keyPrefix: `${shared.prefix}:api`,
            points: apiRate,
            duration: MINUTE_S,
          }),
          timeoutMs: REDIS_WITHIN_MS,
          insuranceLimiter: alone,
        })
      : alone;
  }

  /** Counts a call. @returns seconds to wait, when that was one too many. */
  call(tokenId: string): Promise<number | undefined> {
    return consume(this.#calls, tokenId);
  }

  /** Counts a call without a valid token. @returns seconds to wait, when that was one too many. */
  failure(address: string | undefined): Promise<number | undefined> {
    return consume(this.#failures, networkOf(address ?? ""));
  }

  /** Counts a call of what is open to everybody. @returns seconds to wait, when that was one too many. */
  visit(address: string | undefined): Promise<number | undefined> {
    return consume(this.#visits, networkOf(address ?? ""));
  }
}

async function consume(limiter: RateLimiterAbstract, key: string): Promise<number | undefined> {
  try {
    await limiter.consume(key);
    return undefined;
  } catch (exceeded) {
    if (!(exceeded instanceof RateLimiterRes)) throw exceeded;
    return Math.max(1, Math.ceil(exceeded.msBeforeNext / 1000));
  }
}

/** One caller of IPv6 has a /64 of addresses at least, and would have as many attempts. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv6" ? parsed.toNormalizedString().split(":").slice(0, 4).join(":") : address;
}
