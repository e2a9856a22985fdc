import { PEOPLE_COUNT } from "./people.js";
import { PROBES } from "./probes.js";
import { SETTING_UP_REQUESTS } from "./setting-up.js";

/** What asking all questions takes at most, and what it leaves behind. */
export interface ProbeCost {
  requests: number;
  batches: number;
  seconds: number;
  /** Invented users who stay: TalkJS deletes nobody. */
  users: number;
}

/** From here to TalkJS and back, with what it does in between. */
const SECONDS_PER_REQUEST = 0.2;

/** @param waits milliseconds before each further look at what may show late. */
export function probeCost(waits: readonly number[]): ProbeCost {
  const probes = Object.values(PROBES);
  const sum = (part: (probe: (typeof probes)[number]) => number) =>
    probes.reduce((total, probe) => total + part(probe), 0);
  const looks = sum((probe) => probe.looks);
  const requests = SETTING_UP_REQUESTS + sum((probe) => probe.requests) + looks * waits.length;
  const batches = sum(({ batches = 0 }) => batches);
  const waited = (looks * waits.reduce((total, ms) => total + ms, 0)) / 1_000;
  const seconds = Math.ceil(waited + (requests + batches) * SECONDS_PER_REQUEST);
  return { requests, batches, seconds, users: PEOPLE_COUNT };
}
