import { PLAN_LIMITS, type PlanLimit } from "../model/plan-limits.js";
import { after, before } from "../model/time.js";
import { number, percent } from "../model/words.js";
import type { Limits } from "./policy.js";

/** A limit that stops a run before its first edit. */
export interface LimitViolation {
  code: (typeof PLAN_LIMITS)[PlanLimit]["code"];
  /** Users, or a share from 0 to 1. */
  allowed: number;
  found: number;
  message: string;
}

/**
 * Which limits a run over these numbers of users would break.
 * @param total All users of the app, whether selected or not.
 * @param before All users that the last complete look at them has seen; null where there was none.
 */
export function checkLimits(
  limits: Limits,
  { toScrub, total, before = null }: { toScrub: number; total: number; before?: number | null | undefined },
): LimitViolation[] {
  const violations: LimitViolation[] = [];
  if (toScrub > limits.maxUsers) {
    violations.push({
      code: PLAN_LIMITS.maxUsers.code,
      allowed: limits.maxUsers,
      found: toScrub,
      message: `${number(toScrub)} users would be scrubbed, and limits.maxUsers allows ${number(limits.maxUsers)}.`,
    });
  }
  const share = shareOf({ toScrub, total });
  if (share > limits.maxShare) {
    violations.push({
      code: PLAN_LIMITS.maxShare.code,
      allowed: limits.maxShare,
      found: share,
      message: `${percent(share)} of all ${number(total)} users would be scrubbed, and limits.maxShare allows ${percent(limits.maxShare)}.`,
    });
  }
  const fall = fallOf({ seen: total, before });
  const maxFall = maxFallOf(limits);
  if (before !== null && fall > maxFall) {
    violations.push({
      code: PLAN_LIMITS.maxFall.code,
      allowed: maxFall,
      found: fall,
      message: `${number(total)} users were seen, ${percent(fall)} fewer than the ${number(before)} of the last time, and limits.maxFall allows ${percent(maxFall)}.`,
    });
  }
  return violations;
}

/** What a policy allows that doesn't say, and whatever looks at all users without one. */
export const MAX_FALL = 0.1;

export const maxFallOf = ({ maxFall = MAX_FALL }: Limits): number => maxFall;

/** Which part of the users is missing that were there before, from 0 to 1. @param before null where nobody counted. */
export const fallOf = ({ seen, before }: { seen: number; before: number | null }): number =>
  before === null || before <= seen ? 0 : (before - seen) / before;

/** Which part of all users a run would scrub, from 0 to 1. */
export const shareOf = ({ toScrub, total }: { toScrub: number; total: number }): number =>
  toScrub === 0 ? 0 : total > 0 ? toScrub / total : 1;

/** Below this many handled users, a rate is taken of this many. */
const LEAST_SAMPLE = 100;
/** One poisonous user, or a few, say nothing about the run. */
const LEAST_FAILURES = 5;

/**
 * Whether so many of the users handled so far failed that the run must stop. At least five must have failed, and
 * their share is taken of at least a hundred: a run of a dozen users is not stopped by one, and an API that
 * refuses everything stops a run after five (at 1 %).
 * @param handled Users finished, the failed ones among them.
 */
export function errorRateExceeded(
  limits: Limits,
  { handled, failed }: { handled: number; failed: number },
): boolean {
  return failed >= LEAST_FAILURES && failed / Math.max(handled, LEAST_SAMPLE) > limits.maxErrorRate;
}

/** Until when a plan made at `plannedAt` can be applied. */
export const planExpiry = (limits: Limits, plannedAt: Date): Date => after(plannedAt, limits.maxPlanAge);

/** Whether a plan made at `plannedAt` is too old to be applied at `now`. */
export function planExpired(limits: Limits, { plannedAt, now }: { plannedAt: Date; now: Date }): boolean {
  return plannedAt < before(now, limits.maxPlanAge);
}
