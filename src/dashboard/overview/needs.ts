import { agree, plural } from "../../model/words.js";
import type { NeedView } from "../../server/overview-view.js";

/** What a person has to do, as a sentence and where to do it. */
export interface Todo {
  text: string;
  to: string;
}

type Words = (need: NeedView) => Todo;

const run = (need: NeedView, filter: string): string =>
  need.run !== undefined && need.count === 1 ? `/runs/${need.run}` : `/runs${filter}`;
const request = (need: NeedView, filter: string): string =>
  need.id !== undefined && need.count === 1 ? `/requests/${need.id}` : `/requests${filter}`;

const WORDS: Record<NeedView["kind"], Words> = {
  log_refused: ({ count }) => ({
    text: `${plural(count, "row")} in the audit log ${agree(count, "is", "are")} not ours: somebody else writes to the database`,
    to: "/audit/log",
  }),
  request_overdue: (need) => ({
    text: `${plural(need.count, "request")} ${agree(need.count, "is", "are")} past the legal deadline`,
    to: request(need, "?due=overdue"),
  }),
  request_due_soon: (need) => ({
    text: `${plural(need.count, "request")} ${agree(need.count, "is", "are")} due within three days`,
    to: request(need, "?due=soon"),
  }),
  run_stopped: (need) => ({
    text: `${plural(need.count, "run")} stopped before the end`,
    to: run(need, ""),
  }),
  plan_failed: (need) => ({
    text: `${plural(need.count, "plan")} couldn’t be made`,
    to: run(need, ""),
  }),
  log_late: () => ({ text: "The audit log isn’t being sealed", to: "/audit/log" }),
  request_failed: (need) => ({
    text: `${plural(need.count, "request")} failed`,
    to: request(need, "?state=failed"),
  }),
  comebacks: ({ count }) => ({
    text: `Data of ${plural(count, "erased person", "erased people")} came back and is still there`,
    to: "/comebacks",
  }),
  schedule_braked: (need) => ({
    text: `${plural(need.count, "schedule was", "schedules were")} stopped by a limit`,
    to: "/schedules",
  }),
  schedule_failed: (need) => ({
    text: `${plural(need.count, "schedule")} didn’t come to the end`,
    to: "/schedules",
  }),
  watch_failed: () => ({ text: "The last look for data that came back failed", to: "/comebacks" }),
  plan_waits: (need) => ({
    text: `${plural(need.count, "plan waits", "plans wait")} for approval`,
    to: run(need, ""),
  }),
  users_parked: (need) => ({
    text: `${plural(need.count, "user")} couldn’t be erased and ${agree(need.count, "has", "have")} been parked`,
    to: need.run === undefined ? "/runs" : `/runs/${need.run}`,
  }),
  deliveries_parked: ({ count }) => ({
    text: `${plural(count, "message")} to other systems couldn’t be delivered`,
    to: "/requests/deliveries",
  }),
  publication_failed: () => ({
    text: "The log’s last checkpoint couldn’t be handed out",
    to: "/audit/log",
  }),
};

export const todoOf = (need: NeedView): Todo => WORDS[need.kind](need);

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
