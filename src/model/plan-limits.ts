import { number, percent } from "./words.js";

interface PlanLimitRow {
  /** What a plan is refused with. */
  code: string;
  /** What is counted. */
  label: string;
  /** Its number, for a person. */
  text: (value: number) => string;
}

const share = (value: number): string => percent(value, 2);

/** What refuses a plan before its first edit, by its name in a policy. */
export const PLAN_LIMITS = {
  maxUsers: { code: "max_users", label: "Users", text: number },
  maxShare: { code: "max_share", label: "Share of all users", text: share },
  maxFall: { code: "max_fall", label: "Users missing since the last time", text: share },
} as const satisfies Record<string, PlanLimitRow>;

export type PlanLimit = keyof typeof PLAN_LIMITS;
export const PLAN_LIMIT_NAMES = Object.keys(PLAN_LIMITS) as PlanLimit[];
