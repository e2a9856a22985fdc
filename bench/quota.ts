import { setTimeout as sleep } from "node:timers/promises";
import type { SandboxStats } from "../src/sandbox/api/stats.js";
import type { Benchmark, BenchmarkOptions, Findings } from "./benchmark.js";
import { RATE, SHARE } from "./default-quota.js";
import { Rehearsal } from "./rehearsal.js";

/** To list 100 users, to edit them, and to read them back. */
const REQUESTS_PER_100_USERS = 3;

const POLL_MS = 50;

/**
 * How much of the quota a run turns into erased users, at the default settings, against a local TalkJS with
 * TalkJS's real limits.
 *
 * - `pace`: users a second, from the first request of the command to its last.
 * - `allowed`: what the quota sustains: rate × share requests a second, three for each hundred users. The burst
 *   doesn't count: on a Redis that it has never seen the limiter takes the burst for spent, so a run starts at the
 *   sustained rate.
 * - `pace of allowed` can't pass 100 % by more than the one request that the first instant grants. What is missing is
 *   requests that bring no user (a look before the run, the empty page that ends the list) and time in which a slot lay
 *   unused; slots that were missed in mid-run are caught up from the burst.
 * - `refused`: 429s. `burst used`: the largest number of requests over rate × w in any window of w seconds, against the
 *   whole quota of the app; above its burst, TalkJS would have refused.
 */
export const quota: Benchmark = {
  name: "quota",
  about: "users a second at the default limits, of what the quota allows",
  minutes: 5,
  run: measure,
};

async function measure({ quick, environment, say }: BenchmarkOptions): Promise<Findings> {
  const users = quick ? 3_000 : 20_000;
  const rehearsal = await Rehearsal.open(environment, { users, ledger: "embedded", limits: "talkjs" });
  const allowed = ((RATE * SHARE) / REQUESTS_PER_100_USERS) * 100;
  say(`quota: a run over ${users} users, about ${Math.round(users / allowed)} s`);
  const traffic = watchTraffic(rehearsal, environment.signal);
  const { view } = await rehearsal.run();
  const { seconds, stats } = await traffic.end();
  await rehearsal.close();

  const { progress } = view;
  const handled = progress.scrubbed + progress.alreadyBlank;
  const { rest } = stats.lanes;
  return {
    figures: [
      { name: "users scrubbed, or blank already", value: handled, unit: "users", target: { atLeast: users } },
      { name: "requests", value: rest.requests, unit: "requests" },
      { name: "first request to last", value: seconds, unit: "s" },
      { name: "pace", value: handled / seconds, unit: "users/s" },
      { name: "allowed", value: allowed, unit: "users/s" },
      {
        name: "pace of allowed",
        value: handled / seconds / allowed,
        unit: "share",
        target: { atLeast: 0.95 },
      },
      { name: "refused with 429", value: stats.refused, unit: "requests", target: { atMost: 0 } },
      { name: "burst used", value: rest.burstUsed, unit: "requests", target: { atMost: rest.burst } },
      { name: "most requests in any 10 s", value: rest.maxPer10Seconds, unit: "requests" },
    ],
    notes: [
      `${RATE} requests/s × ${SHARE} = ${(RATE * SHARE).toFixed(1)} requests/s; ${REQUESTS_PER_100_USERS} requests for 100 users (list, edit, read back).`,
      `The sandbox refuses what goes over TalkJS's limits: ${rest.rate} requests/s and a burst of ${rest.burst}.`,
    ],
  };
}

/** Polls the sandbox's counter, for the instants of the first and the last request. */
function watchTraffic(rehearsal: Rehearsal, signal: AbortSignal) {
  const stop = new AbortController();
  let [first, last, requests] = [0, 0, 0];
  let stats: SandboxStats | undefined;
  const look = async () => {
    stats = await rehearsal.stats();
    const { requests: now } = stats.lanes.rest;
    if (now === requests) return;
    last = performance.now();
    if (requests === 0) first = last;
    requests = now;
  };
  const watching = (async () => {
    while (!stop.signal.aborted && !signal.aborted) {
      await look();
      await sleep(POLL_MS);
    }
  })();
  // Whoever awaits the end learns of a failure; until then it must not end the process.
  watching.catch(() => undefined);
  return {
    async end(): Promise<{ seconds: number; stats: SandboxStats }> {
      stop.abort();
      await watching;
      await look();
      if (!stats) throw new Error("the sandbox told nothing");
      return { seconds: (last - first) / 1_000, stats };
    },
  };
}
