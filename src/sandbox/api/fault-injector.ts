import type { Fault, Side } from "./fault.js";

/** The request or call that a fault is looked for. `path` is as it was sent, still encoded: over REST, what follows `/v1/{appId}`. */
export interface Target {
  over: Side;
  method: string;
  route: string;
  path: string;
}

/** What spoils an edit by what it says, whatever the request is. */
const OF_EDITS = ["poison", "keep-field", "refuse-field"] as const;

/** What ends or spoils a call of the Realtime API, beside those that REST knows too. */
const OF_SOCKETS = ["drop", "session-expired", "restart"] as const;

/** What strikes neither a request nor a call. */
const OF_NEITHER = ["lose-events", "stale-public"] as const;

type OfEdits = (typeof OF_EDITS)[number];
type OfSockets = (typeof OF_SOCKETS)[number];
type OfNeither = (typeof OF_NEITHER)[number];

/** What ends or spoils a request or a call. At most one strikes; the first in the list that matches. */
export type Strike = Exclude<Fault, { kind: "latency" | OfEdits | OfNeither }>;

type Struck = Exclude<Fault, { kind: OfEdits | OfNeither }>;

const isAimed = (fault: Fault): fault is Exclude<Fault, { kind: OfNeither }> =>
  !OF_NEITHER.some((kind: OfNeither) => kind === fault.kind);

const isStriking = (fault: Fault): fault is Struck =>
  isAimed(fault) && !OF_EDITS.some((kind) => kind === fault.kind);

/** What a fault that names no side is aimed at. */
const sideOf = (fault: Struck | Extract<Fault, { kind: OfEdits }>): Side =>
  fault.match?.over ?? (OF_SOCKETS.some((kind: OfSockets) => kind === fault.kind) ? "socket" : "rest");

interface Armed {
  fault: Fault;
  fired: number;
}

/** The faults that are on, and how often each has struck. */
export class FaultInjector {
  #armed: Armed[] = [];

  constructor(readonly random: () => number) {}

  /** Replaces all faults; an empty list ends them. */
  set(faults: readonly Fault[]): void {
    this.#armed = faults.map((fault) => ({ fault, fired: 0 }));
  }

  list(): (Fault & { fired: number })[] {
    return this.#armed.map(({ fault, fired }) => ({ ...fault, fired }));
  }

  /** Latencies add up; of the others the first one strikes. */
  strike(target: Target): { latencyMs: number; strike: Strike | undefined } {
    let latencyMs = 0;
    for (const armed of this.#armed) {
      const { fault } = armed;
      if (!isStriking(fault) || !this.#fires(armed, target)) continue;
      if (fault.kind !== "latency") return { latencyMs, strike: fault };
      latencyMs += fault.ms;
    }
    return { latencyMs, strike: undefined };
  }

  poisons(target: Target, userId: string): boolean {
    return this.#armed.some(
      (armed) => armed.fault.kind === "poison" && armed.fault.userId === userId && this.#fires(armed, target),
    );
  }

  keeps(target: Target, field: string): boolean {
    return this.#spoils("keep-field", target, field);
  }

  refuses(target: Target, field: string): boolean {
    return this.#spoils("refuse-field", target, field);
  }

  /** Whether an event for one socket isn't sent. */
  losesEvent(): boolean {
    return this.#armed.some((armed) => armed.fault.kind === "lose-events" && this.#draws(armed));
  }

  /** Whether what users were is kept, because it may be shown. */
  get keepsStale(): boolean {
    return this.#armed.some(({ fault }) => fault.kind === "stale-public");
  }

  /** Whether a look at that user shows what they were. */
  isStale(userId: string): boolean {
    return this.#armed.some(
      (armed) =>
        armed.fault.kind === "stale-public" &&
        (armed.fault.userId ?? userId) === userId &&
        this.#draws(armed),
    );
  }

  #spoils(kind: "keep-field" | "refuse-field", target: Target, field: string): boolean {
    return this.#armed.some(
      (armed) => armed.fault.kind === kind && armed.fault.field === field && this.#fires(armed, target),
    );
  }

  #fires(armed: Armed, target: Target): boolean {
    const { fault } = armed;
    if (!isAimed(fault) || sideOf(fault) !== target.over) return false;
    const { match } = fault;
    if (match?.method !== undefined && match.method !== target.method) return false;
    if (match?.route !== undefined && match.route !== target.route) return false;
    if (match?.path !== undefined && !target.path.startsWith(match.path)) return false;
    return this.#draws(armed);
  }

  #draws(armed: Armed): boolean {
    const { rate = 1, times = Infinity } = armed.fault;
    if (armed.fired >= times) return false;
    if (rate < 1 && this.random() >= rate) return false;
    armed.fired++;
    return true;
  }
}
