import { REQUEST_STATES } from "../../model/request-lifecycle.js";
import { REGULATIONS } from "../../model/law.js";
import { DAY_MS } from "../../model/time.js";
import type { PageContext } from "../env.js";
import { oneOf } from "../params.js";

/** Open requests by the days to their deadline. */
export const DUE = {
  overdue: { days: 0, text: "Overdue" },
  soon: { days: 3, text: "Within 3 days, or late" },
  month: { days: 30, text: "Within 30 days, or late" },
} as const;
type Due = keyof typeof DUE;

/** What a visitor has chosen to see of the list of requests. */
export function filterOf(c: PageContext) {
  return {
    state: oneOf(REQUEST_STATES, c.req.query("state")),
    regulation: oneOf(REGULATIONS, c.req.query("regulation")),
    due: oneOf(Object.keys(DUE) as Due[], c.req.query("due")),
  };
}
export type ListFilter = ReturnType<typeof filterOf>;

/** The same, as the API is asked. */
export const queryOf = ({ due, ...rest }: ListFilter, now: Date) => ({
  ...rest,
  ...(due && { dueBefore: new Date(now.getTime() + DUE[due].days * DAY_MS).toISOString() }),
});
