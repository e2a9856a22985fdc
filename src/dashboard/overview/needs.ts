import { plural } from "../../model/words.js";
import { needText } from "../../model/needs.js";
import type { NeedView } from "../../contracts/overview.js";

/** What a person has to do, as a sentence and where to do it. */
export interface Todo {
  text: string;
  to: string;
}

const run = (need: NeedView): string =>
  need.run !== undefined && need.count === 1 ? `/runs/${need.run}` : "/runs";
const request =
  (filter: string) =>
  (need: NeedView): string =>
    need.id !== undefined && need.count === 1 ? `/requests/${need.id}` : `/requests${filter}`;
const at = (page: string) => (): string => page;

/** Where it is done. */
const PAGES: Record<NeedView["kind"], (need: NeedView) => string> = {
  log_refused: at("/audit/log"),
  request_overdue: request("?due=overdue"),
  request_due_soon: request("?due=soon"),
  run_stopped: run,
  plan_failed: run,
  log_late: at("/audit/log"),
  hold_unknown: (need) => (need.id !== undefined && need.count === 1 ? `/holds/${need.id}` : "/holds"),
  request_failed: request("?state=failed"),
  comebacks: at("/comebacks"),
  schedule_braked: at("/schedules"),
  schedule_failed: at("/schedules"),
  watch_unjudged: ({ watch }) => (watch === undefined ? "/comebacks" : `/comebacks/watches/${watch}`),
  watch_failed: at("/comebacks"),
  fields_kept: at("/#fields"),
  plan_waits: run,
  users_parked: (need) => (need.run === undefined ? "/runs" : `/runs/${need.run}`),
  deliveries_parked: at("/requests/deliveries"),
  publication_failed: at("/audit/log"),
};

export const todoOf = (need: NeedView): Todo => ({
  text: needText(need.kind, need.count),
  to: PAGES[need.kind](need),
});

/** The one sentence that says whether anything needs a person. */
export function verdictOf(needs: NeedView[]): { tone: "good" | "soon" | "bad"; text: string } {
  const now = needs.filter(({ level }) => level === "now").length;
  if (needs.length === 0) return { tone: "good", text: "All is well. Nothing needs a person." };
  if (now === 0)
    return { tone: "soon", text: `${plural(needs.length, "thing")} to look at in the next days.` };
  const rest = needs.length - now;
  const more = rest > 0 ? ` ${plural(rest, "other")} can wait a little.` : "";
  return {
    tone: "bad",
    text: `${plural(now, "thing needs", "things need")} a person now.${more}`,
  };
}
