import type { Fault } from "./fault.js";

/** The request that a fault is looked for. `path` is what follows `/v1/{appId}`, still encoded. */
export interface Target {
  method: string;
  route: string;
  path: string;
}

/** What ends or spoils a request. At most one strikes; the first in the list that matches. */
export type Strike = Exclude<Fault, { kind: "latency" | (typeof OF_EDITS)[number] }>;

/** What spoils an edit by what it says, whatever the request is. */
const OF_EDITS = ["poison", "keep-field", "refuse-field"] as const;

const isOfEdits = (fault: Fault): fault is Extract<Fault, { kind: (typeof OF_EDITS)[number] }> =>
  OF_EDITS.some((kind) => kind === fault.kind);

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
      if (isOfEdits(fault) || !this.#fires(armed, target)) continue;
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

  #spoils(kind: "keep-field" | "refuse-field", target: Target, field: string): boolean {
    return this.#armed.some(
      (armed) => armed.fault.kind === kind && armed.fault.field === field && this.#fires(armed, target),
    );
  }

  #fires(armed: Armed, target: Target): boolean {
    const { rate = 1, times = Infinity, match } = armed.fault;
    if (armed.fired >= times) return false;
    if (match?.method !== undefined && match.method !== target.method) return false;
    if (match?.route !== undefined && match.route !== target.route) return false;
    if (match?.path !== undefined && !target.path.startsWith(match.path)) return false;
    if (rate < 1 && this.random() >= rate) return false;
    armed.fired++;
    return true;
  }
}
