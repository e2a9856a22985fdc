import {
  REQUEST_LIFECYCLE,
  REQUEST_STATES,
  type RequestRow,
  type RequestState,
} from "./request-lifecycle.js";
import type { Word } from "./word.js";

/** What is written down of a request beside its states. */
const REQUEST_MOMENTS = {
  extended: { text: "Deadline extended", tone: "quiet" },
  deadline_near: { text: "The deadline is near", tone: "soon" },
  overdue: { text: "The deadline has passed", tone: "bad" },
} as const satisfies Record<string, Word>;
type RequestMoment = keyof typeof REQUEST_MOMENTS;
export type RequestEventName = RequestState | RequestMoment;

export const REQUEST_EVENTS: readonly RequestEventName[] = [
  ...REQUEST_STATES,
  ...(Object.keys(REQUEST_MOMENTS) as RequestMoment[]),
];

const EVENT_WORDS: Record<RequestEventName, Word> = { ...REQUEST_LIFECYCLE, ...REQUEST_MOMENTS };

/** What was written down of a request, in words. */
export const eventWord = (name: RequestEventName): Word => EVENT_WORDS[name];

/** What is still to come if nothing goes wrong. @param isUnresolved somebody is named by an e-mail address. */
export function stepsAhead(state: RequestState, isUnresolved: boolean): string[] {
  const { waits, waitsFor }: RequestRow<string> = REQUEST_LIFECYCLE[state];
  const first = waitsFor === null ? [] : [waitsFor];
  return waits === "person" ? first : [...first, ...usualWay(state, isUnresolved)];
}

function usualWay(state: RequestState, isUnresolved: boolean): string[] {
  const row: RequestRow<RequestState> = REQUEST_LIFECYCLE[state];
  const [targets = {}] = Object.values(row.next);
  const next = (Object.keys(targets) as RequestState[]).find((to) => to !== "resolving" || isUnresolved);
  if (next === undefined) return [];
  const { ahead }: RequestRow<string> = REQUEST_LIFECYCLE[next];
  return [...(ahead === null ? [] : [ahead]), ...usualWay(next, isUnresolved)];
}
