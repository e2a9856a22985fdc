import type { CheckedOptions } from "../options.js";
import { TALKJS_LIMITS } from "../options.js";
import type { ClientStats } from "../clients/returning-clients.js";
import type { WebhookStats } from "../webhooks/sender.js";
import { RateMeter, type MeterUse } from "./rate-meter.js";

export type MeterName = "rest" | "batch";

export interface RouteStats {
  requests: number;
  /** Answered 429, by the limit or by a fault. */
  refused: number;
  /** By HTTP status; `reset` is a connection that a fault destroyed. */
  statuses: Record<string, number>;
}

/** The Realtime API's side, which has no meters. */
export interface RealtimeStats {
  /** Open now. */
  sockets: number;
  /** By keys such as `SUBSCRIBE /users`; a call whose socket a fault broke is a `reset`. */
  calls: Record<string, RouteStats>;
  /** Events that were sent: one for each socket that heard of it. */
  events: number;
  /** Events that a fault kept back. */
  lostEvents: number;
  /** Sockets that were closed because their client didn't read. */
  slowSockets: number;
}

/** What `GET /_sandbox/stats` answers. */
export interface SandboxStats {
  requests: number;
  refused: number;
  /** Keys such as `PUT /users/{id}`; `unmatched` is what no route takes, `unauthorized` what no key or app let in. */
  routes: Record<string, RouteStats>;
  /** Operations inside of batches, by the same keys. They are not in `requests`. */
  operations: Record<string, RouteStats>;
  lanes: Record<MeterName, MeterUse>;
  realtime: RealtimeStats;
  webhooks: WebhookStats;
  clients: ClientStats;
}

/** Counts requests by route template, never by path: a path holds an ID. */
export class Stats {
  readonly #routes = new Map<string, RouteStats>();
  readonly #operations = new Map<string, RouteStats>();
  readonly #meters: Record<MeterName, RateMeter>;
  readonly #calls = new Map<string, RouteStats>();
  /** What is counted of sockets. */
  readonly sockets: Omit<RealtimeStats, "calls"> = { sockets: 0, events: 0, lostEvents: 0, slowSockets: 0 };

  /** An unlimited sandbox is measured against TalkJS's own limits. */
  constructor(limits: CheckedOptions["limits"], clock: () => number) {
    const { rest, batch } = limits === "unlimited" ? TALKJS_LIMITS : limits;
    this.#meters = { rest: new RateMeter(rest, clock), batch: new RateMeter(batch, clock) };
  }

  arrived(meter: MeterName): void {
    this.#meters[meter].arrive();
  }

  answered(route: string, status: number | "reset"): void {
    count(this.#routes, route, status);
  }

  operated(route: string, status: number): void {
    count(this.#operations, route, status);
  }

  called(route: string, status: number | "reset"): void {
    count(this.#calls, route, status);
  }

  snapshot(): Omit<SandboxStats, "webhooks" | "clients"> {
    const all = [...this.#routes.values()];
    return {
      requests: all.reduce((sum, route) => sum + route.requests, 0),
      refused: all.reduce((sum, route) => sum + route.refused, 0),
      routes: Object.fromEntries(this.#routes),
      operations: Object.fromEntries(this.#operations),
      lanes: { rest: this.#meters.rest.use(), batch: this.#meters.batch.use() },
      realtime: { ...this.sockets, calls: Object.fromEntries(this.#calls) },
    };
  }
}

function count(routes: Map<string, RouteStats>, route: string, status: number | "reset"): void {
  const stats = routes.get(route) ?? { requests: 0, refused: 0, statuses: {} };
  stats.requests++;
  if (status === 429) stats.refused++;
  stats.statuses[status] = (stats.statuses[status] ?? 0) + 1;
  routes.set(route, stats);
}
