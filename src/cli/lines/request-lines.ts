import { type RequestState, REQUEST_LIFECYCLE } from "../../model/request-lifecycle.js";
import { scopeText } from "../../model/scope.js";
import { nearMissText } from "../../model/likeness.js";
import { isBlanked } from "../../model/outcome.js";
import { regulationName } from "../../model/law.js";
import { daysLeftText, plural } from "../../model/words.js";
import { statesThatWait } from "../../model/lifecycle.js";
import type { RequestItem, RequestView } from "../../contracts/requests.js";
import { columns } from "../io/columns.js";
import { minute } from "../input/moment.js";
import { count } from "../io/output.js";

/** More of them fill the screen and tell nothing; `--json` has all. */
const PEOPLE_SHOWN = 20;
const PSEUDONYM_SHOWN = 16;

/** One request, for a person: how far it is, until when, and what to do next. */
export function requestLines(view: RequestView): string[] {
  const { extended, waitUntil, finishedAt, joins } = view;
  const facts: [string, string | null][] = [
    ["regulation", regulationName(view.regulation)],
    ["received", minute(view.receivedAt)],
    [
      "deadline",
      `${minute(view.deadline)}${view.daysLeft === null ? "" : `, ${daysLeftText(view.daysLeft)}`}`,
    ],
    ["extended", extended && `${minute(extended.at)}: ${extended.reason}`],
    ["waits until", view.state === "waiting" ? waitUntil && minute(waitUntil) : null],
    ["ended", finishedAt && minute(finishedAt)],
    ["scope", scopeText(view.scope)],
    ["reason", view.reason],
    ["asked by", view.createdBy],
    ["same people", joins.length > 0 ? joins.join(", ") : null],
  ];
  const { advice } = REQUEST_LIFECYCLE[view.state];
  return [
    `Erasure request ${view.id}: ${name(view.state)}${view.code ? ` (${view.code})` : ""}`,
    ...columns(facts.flatMap(([label, value]) => (value === null ? [] : [[`  ${label}`, value]]))),
    ...people(view),
    ...emails(view),
    "History:",
    ...columns(
      view.events.map(({ at, state, code, actor }) => [
        `  ${minute(at)}`,
        `${name(state)}${code ? ` (${code})` : ""}`,
        `by ${actor}`,
      ]),
    ),
    ...(advice === null ? [] : ["", advice.replace("<id>", view.id)]),
  ];
}

function people({ subjects }: RequestView): string[] {
  if (subjects.length === 0) return [];
  // Who isn't done is what somebody looks for.
  const sorted = [...subjects].sort((a, b) => Number(isDone(a)) - Number(isDone(b)));
  const shown = sorted
    .slice(0, PEOPLE_SHOWN)
    .map(({ subject, state, outcome, reason, fields, remaining }) => [
      `  ${subject.slice(0, PSEUDONYM_SHOWN)}…`,
      `${outcome ? name(outcome) : name(state)}${reason ? ` (${reason})` : ""}`,
      [
        ...(fields.length > 0 ? [`blanked: ${fields.join(", ")}`] : []),
        ...(remaining.length > 0 ? [`NOT blanked: ${remaining.join(", ")}`] : []),
      ].join("; "),
    ]);
  const more = subjects.length - shown.length;
  return [
    `People, by pseudonym (${count(subjects.length)}):`,
    ...columns(shown),
    ...(more > 0 ? [`  and ${count(more)} more; --json shows all`] : []),
  ];
}

const isDone = ({ outcome }: RequestView["subjects"][number]): boolean => isBlanked(outcome);

function emails({ emails: all }: RequestView): string[] {
  if (all.length === 0) return [];
  const found = all.filter(({ matches }) => matches !== null);
  const users = found.reduce((sum, { matches }) => sum + (matches ?? 0), 0);
  const open = all.length - found.length;
  const looked =
    open > 0 ? `${count(open)} still looked for` : plural(users, "user was found", "users were found");
  const near = all.reduce((sum, { nearMisses }) => sum + (nearMisses ?? 0), 0);
  return [
    `E-mail addresses: ${count(all.length)}, ${looked}`,
    ...(near > 0 ? [`  ${nearMissText(near, all.length)}`] : []),
  ];
}

/** What waits for a person comes first. */
const BY_URGENCY: readonly RequestState[] = [
  ...statesThatWait(REQUEST_LIFECYCLE, "person"),
  ...statesThatWait(REQUEST_LIFECYCLE, "soon", "later", "over"),
];

/** Requests as a table, and what to do about them. */
export function requestTable(items: RequestItem[], hasMore: boolean): string[] {
  const states = new Set<RequestState>(items.map(({ state }) => state));
  return [
    ...columns([
      ["id", "state", "regulation", "received", "deadline", "left", "people done", "code"],
      ...items.map((item) => [
        item.id,
        name(item.state),
        regulationName(item.regulation),
        minute(item.receivedAt),
        minute(item.deadline),
        item.daysLeft === null ? "–" : daysLeftText(item.daysLeft),
        `${count(item.subjects.settled)} of ${count(item.subjects.total)}`,
        item.code ?? "",
      ]),
    ]),
    ...(hasMore ? ["There are more; raise --limit, or narrow the list."] : []),
    ...BY_URGENCY.filter((state) => states.has(state)).flatMap(
      (state) => REQUEST_LIFECYCLE[state].adviceForMany ?? [],
    ),
  ];
}

const name = (state: string): string => state.replaceAll("_", " ");
