import type { RequestView } from "../../server/request-view.js";
import { REQUEST_WORDS, type Word } from "../words.js";

/** Steps that aren't states. */
const MOMENTS: Record<string, Word> = {
  extended: { text: "Deadline extended", tone: "quiet" },
  deadline_near: { text: "The deadline is near", tone: "soon" },
  overdue: { text: "The deadline has passed", tone: "bad" },
};

/** The usual way of a request, as what is still to come. */
const WAY = [
  ["received", ""],
  ["waiting", ""],
  ["resolving", "Find who has the e-mail address"],
  ["queued", "Wait for its turn: the nearest deadline is first"],
  ["scrubbing", "Erase at TalkJS"],
  ["verified", "Read everything back"],
  ["completed", "Record it, and remember not to let the data come back"],
] as const;

/** A step that was taken, in words. */
export const stepWord = (state: string): Word =>
  MOMENTS[state] ?? REQUEST_WORDS[state as RequestView["state"]] ?? { text: state, tone: "quiet" };

/** What is still to come if nothing goes wrong. */
export function stepsAhead({
  state,
  finishedAt,
  emails,
}: Pick<RequestView, "state" | "finishedAt" | "emails">): string[] {
  if (finishedAt !== null) return [];
  if (state === "failed") return ["Somebody tries it again, or gives it up"];
  const isUnresolved = emails.some(({ matches }) => matches === null);
  const after = (from: string) =>
    WAY.slice(WAY.findIndex(([name]) => name === from) + 1)
      .filter(([name]) => name !== "waiting" && (name !== "resolving" || isUnresolved))
      .map(([, text]) => text);
  if (state === "held") return ["The legal hold is lifted or ends", ...after("resolving")];
  return after(state);
}
