import type { PaceFacts } from "../../ledger/runs/pace.js";
import { type RunState, RUN_LIFECYCLE } from "../../model/run-lifecycle.js";
import { MINUTE_MS, SECOND_MS } from "../../model/time.js";

const MOST_BUCKETS = 120;

/** Lengths of time that people read easily, in seconds; the last ones are for runs of weeks. */
const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
];

/** The pace of now is that of so long. */
export const RECENT_MS = 2 * MINUTE_MS;

/** The parts of time in which a run's throughput is told. */
export interface Buckets {
  seconds: number;
  /** When the first of them begins; in order, without gaps. */
  times: Date[];
}

/** Whole parts of a readable length from the first to the last finished batch, about 120 at most. */
export function bucketsOf({ first, last }: Pick<PaceFacts, "first" | "last">): Buckets {
  if (!first || !last) return { seconds: 1, times: [] };
  const span = (last.getTime() - first.getTime()) / SECOND_MS;
  const days = Math.ceil(span / MOST_BUCKETS / 86_400) * 86_400;
  const seconds = STEPS.find((step) => span / step <= MOST_BUCKETS) ?? days;
  const length = seconds * SECOND_MS;
  const from = Math.floor(first.getTime() / length);
  const to = Math.floor(last.getTime() / length);
  return { seconds, times: Array.from({ length: to - from + 1 }, (_, n) => new Date((from + n) * length)) };
}

export interface Pace {
  /** Users a minute; null where nobody works on it. */
  perMinute: number | null;
  /** Null: nobody can tell. */
  secondsLeft: number | null;
}

/** How fast a run is now, over the last two minutes or since it was approved, and how long it takes at that. */
export function paceOf(
  { recent, now }: Pick<PaceFacts, "recent" | "now">,
  run: { state: RunState; approvedAt: Date | null; handled: number; total: number },
): Pace {
  const { batches } = RUN_LIFECYCLE[run.state];
  if (batches === "none") return { perMinute: null, secondsLeft: null };
  const began = Math.max(now.getTime() - RECENT_MS, run.approvedAt?.getTime() ?? 0);
  // A clock that differs a little, or a run of this moment.
  const minutes = Math.max(now.getTime() - began, SECOND_MS) / MINUTE_MS;
  const perMinute = recent / minutes;
  const left = Math.max(0, run.total - run.handled);
  const isKnown = batches === "all" && (perMinute > 0 || left === 0);
  return { perMinute, secondsLeft: isKnown ? (left === 0 ? 0 : (left / perMinute) * 60) : null };
}
