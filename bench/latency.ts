import { setTimeout as sleep } from "node:timers/promises";
import type { Benchmark, BenchmarkOptions, Findings } from "./benchmark.js";
import { RATE, SHARE } from "./default-quota.js";
import { Rehearsal, type Service } from "./rehearsal.js";

/** Between two requests on average: about a fifth of the quota is theirs. */
const GAP_MS = 2_000;
const SETTLE_MS = 15_000;

/**
 * How long a new erasure request waits for its first edit while a sweep uses the whole quota, at the default settings
 * and TalkJS's real limits: `serve` and a worker on PostgreSQL.
 *
 * - `first edit`: from the moment at which the request is sent to the API until its user is edited in the local TalkJS,
 *   by the clock of this one machine. Requests come at random (exponential gaps), whatever the service is doing.
 * - `quota used`: all requests to TalkJS of what the quota allowed in that time; what the urgent requests take is missing
 *   in the sweep's share, so this is what the sweep makes of the rest.
 */
export const latency: Benchmark = {
  name: "latency",
  about: "new requests' wait for their first edit while a sweep uses the whole quota",
  minutes: 12,
  run: measure,
};

async function measure({ quick, environment, say }: BenchmarkOptions): Promise<Findings> {
  const count = quick ? 15 : 120;
  // The sweep must outlast the requests: 240 users/s at most.
  const users = Math.ceil(((count * GAP_MS + 4 * SETTLE_MS) / 1_000) * 240);
  const rehearsal = await Rehearsal.open(environment, { users, ledger: "postgres", limits: "talkjs" });
  const service = await rehearsal.serve();
  await rehearsal.addWorker();
  await rehearsal.addPeople(count, person);
  say(
    `latency: ${count} requests during a sweep over ${users} users, about ${(count * GAP_MS) / 60_000} min`,
  );
  await service.call("POST", "/v1/runs", { policy: EVERYBODY, kind: "sweep", apply: true });
  await sleep(SETTLE_MS, undefined, { signal: environment.signal });

  const began = await snapshot(rehearsal);
  const sent = await sendRequests(service, count, environment.signal);
  const ended = await snapshot(rehearsal);
  if (!(await isSweeping(service))) throw new Error("the sweep ended before the last request");
  await sleep(SETTLE_MS / 3, undefined, { signal: environment.signal });
  const waits = await firstEdits(rehearsal, sent);
  await rehearsal.close();

  const allowed = ((ended.at - began.at) / 1_000) * RATE * SHARE;
  const at = (share: number) => waits[Math.min(waits.length - 1, Math.ceil(waits.length * share) - 1)] ?? NaN;
  return {
    figures: [
      { name: "requests sent", value: count, unit: "requests" },
      { name: "edited", value: waits.length, unit: "requests", target: { atLeast: count } },
      { name: "first edit, p50", value: at(0.5), unit: "ms" },
      { name: "first edit, p95", value: at(0.95), unit: "ms" },
      { name: "first edit, p99", value: at(0.99), unit: "ms", target: { atMost: 1_000 } },
      { name: "first edit, longest", value: at(1), unit: "ms" },
      {
        name: "quota used",
        value: (ended.requests - began.requests) / allowed,
        unit: "share",
        target: { atLeast: 0.95 },
      },
      { name: "refused with 429", value: ended.refused, unit: "requests", target: { atMost: 0 } },
    ],
    notes: [
      `${RATE} requests/s × ${SHARE} = ${(RATE * SHARE).toFixed(1)} requests/s for both; a request takes three of them.`,
      "One machine runs the local TalkJS, Redis, PostgreSQL, the service, a worker and this benchmark.",
    ],
  };
}

/** The sweep: it comes to the people of the requests last, because the list begins with the newest. */
const EVERYBODY = {
  version: 1,
  select: { all: true },
  limits: { maxUsers: 1_000_000, maxShare: 1 },
};

const idOf = (i: number) => `asked-${i}`;

const person = (i: number) => ({
  id: idOf(i),
  name: `Person ${i}`,
  email: [`person-${i}@example.test`],
  phone: null,
  role: "default",
  custom: {},
  pushTokens: null,
  createdAt: 1_000_000_000_000 + i,
});

async function snapshot(rehearsal: Rehearsal): Promise<{ at: number; requests: number; refused: number }> {
  const stats = await rehearsal.stats();
  return { at: Date.now(), requests: stats.lanes.rest.requests, refused: stats.refused };
}

async function isSweeping(service: Service): Promise<boolean> {
  const { runs } = (await service.call("GET", "/v1/runs?limit=200")) as {
    runs: { kind: string; state: string }[];
  };
  return runs.some(({ kind, state }) => kind === "sweep" && (state === "planning" || state === "applying"));
}

/** User ID → when the request about it was sent. */
async function sendRequests(
  service: Service,
  count: number,
  signal: AbortSignal,
): Promise<Map<string, number>> {
  const sent = new Map<string, number>();
  const calls: Promise<unknown>[] = [];
  for (let i = 0; i < count; i++) {
    await sleep(-Math.log(1 - Math.random()) * GAP_MS, undefined, { signal });
    sent.set(idOf(i), Date.now());
    calls.push(service.call("POST", "/v1/requests", { userId: idOf(i) }));
  }
  await Promise.all(calls);
  return sent;
}

/** Milliseconds from request to edit, in ascending order. */
async function firstEdits(rehearsal: Rehearsal, sent: Map<string, number>): Promise<number[]> {
  const waits = new Map<string, number>();
  for await (const { user, time } of rehearsal.journal()) {
    const from = sent.get(user);
    if (from !== undefined && !waits.has(user)) waits.set(user, time - from);
  }
  return [...waits.values()].sort((a, b) => a - b);
}
