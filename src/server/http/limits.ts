import ipaddr from "ipaddr.js";
import type { RateLimiterAbstract } from "rate-limiter-flexible";
import { consume, openCounter, type CounterStore } from "../../base/shared-counter.js";

const MINUTE_S = 60;
const FAILURES_A_MINUTE = 20;

export interface LimitsOptions {
  /** Calls a minute for each token, and for each address where no token is asked for. */
  apiRate: number;
  /** Shared by all processes of the service. Without it, and while it is away, each process counts for itself. */
  shared?: CounterStore | undefined;
}

/** How often a token may call, how often an address may fail to show one, and how often it may call without. */
export class Limits {
  readonly #calls: RateLimiterAbstract;
  /** Addresses are personal data: they stay in this process's memory, for a minute. */
  readonly #failures: RateLimiterAbstract;
  readonly #visits: RateLimiterAbstract;

  constructor({ apiRate, shared }: LimitsOptions) {
    this.#calls = perMinute(apiRate, shared);
    this.#failures = perMinute(FAILURES_A_MINUTE);
    this.#visits = perMinute(apiRate);
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

const perMinute = (points: number, shared?: CounterStore): RateLimiterAbstract =>
  openCounter({ name: "api", points, duration: MINUTE_S, shared });

/** One caller of IPv6 has a /64 of addresses at least, and would have as many attempts. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv6" ? parsed.toNormalizedString().split(":").slice(0, 4).join(":") : address;
}
