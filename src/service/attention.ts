import type { RunState } from "../ledger/states.js";
import { MINUTE_MS } from "../model/time.js";
import { daysLeft } from "../requests/deadline.js";
import type { OverviewFacts } from "./overview.js";

/** `now`: before anything else; `soon`: in the next days. */
export const NEED_LEVELS = ["now", "soon"] as const;
export type NeedLevel = (typeof NEED_LEVELS)[number];

/**
 * What needs a person, in the order in which it does.
 *
 * | kind              | who has to do what                                                                       |
 * |-------------------|------------------------------------------------------------------------------------------|
 * | log_refused       | somebody else writes to the database: find out who                                       |
 * | request_overdue   | the law's deadline has passed: finish it, and tell the person why it took longer         |
 * | request_due_soon  | three days or less: see what it waits for, a lifted hold or an extension                 |
 * | run_stopped       | too many failed, or TalkJS refuses us: see why, resume it or give it up                  |
 * | plan_failed       | the users couldn't be read: see why, resume it or give it up                             |
 * | log_late          | nothing is sealed: no service or worker runs, or it can't                                |
 * | request_failed    | something of it can't be done: retry it, or answer the person another way                |
 * | comebacks         | personal data of erased people is there again, and nothing is about to blank it          |
 * | schedule_braked   | a limit refused what a schedule began: change the policy, or find out what is wrong      |
 * | schedule_failed   | what a schedule began didn't come to its end                                             |
 * | watch_failed      | nobody looked whether erased people came back                                            |
 * | plan_waits        | approve it, or give it up; a plan grows too old                                          |
 * | users_parked      | it failed for them for good: retry or dismiss them                                       |
 * | deliveries_parked | another system wasn't told: have it tried again                                          |
 * | publication_failed | a checkpoint wasn't taken: nobody else keeps it                                          |
 *
 * What ends by itself is left out: a failure that is tried again, a run that a person has paused, a legal hold whose
 * request has time.
 */
export const NEED_KINDS = [
  "log_refused",
  "request_overdue",
  "request_due_soon",
  "run_stopped",
  "plan_failed",
  "log_late",
  "request_failed",
  "comebacks",
  "schedule_braked",
  "schedule_failed",
  "watch_failed",
  "plan_waits",
  "users_parked",
  "deliveries_parked",
  "publication_failed",
] as const;
export type NeedKind = (typeof NEED_KINDS)[number];

/** Something that needs a person; its first one by number, ID or name, so that a page can lead there. */
export interface Need {
  kind: NeedKind;
  level: NeedLevel;
  count: number;
  run?: number;
  id?: string;
  schedule?: string;
  watch?: number;
  since?: Date;
}

const NOW_DAYS = 1;
/** Sealing takes seconds. */
const SEALED_WITHIN_MS = 10 * MINUTE_MS;

/** What needs a person, the most urgent first. */
export function needsOf(facts: OverviewFacts, now: Date): Need[] {
  const needs = [
    ...requestNeeds(facts.requests, now),
    ...runNeeds(facts.runs),
    ...logNeeds(facts.log, now),
    ...scheduleNeeds(facts.schedules),
    ...otherNeeds(facts),
  ].filter(({ count }) => count > 0);
  const rank = ({ level, kind }: Need) =>
    NEED_LEVELS.indexOf(level) * NEED_KINDS.length + NEED_KINDS.indexOf(kind);
  return needs.sort((one, other) => rank(one) - rank(other));
}

function requestNeeds(
  { due, overdue, dueSoon, firstDueSoon, givenUp }: OverviewFacts["requests"],
  now: Date,
): Need[] {
  const [nearest] = due;
  const isNear = firstDueSoon !== undefined && daysLeft(firstDueSoon.deadline, now) < NOW_DAYS;
  return [
    {
      kind: "request_overdue",
      level: "now",
      count: overdue,
      ...(nearest && { id: nearest.id, since: nearest.deadline }),
    },
    {
      kind: "request_due_soon",
      level: isNear ? "now" : "soon",
      count: dueSoon,
      ...(firstDueSoon && { id: firstDueSoon.id }),
    },
    {
      kind: "request_failed",
      level: "soon",
      count: givenUp.count,
      ...(givenUp.first !== null && { id: givenUp.first }),
    },
  ];
}

function runNeeds({ unpaused }: OverviewFacts["runs"]): Need[] {
  const need = (kind: NeedKind, level: NeedLevel, state: RunState): Need => {
    const { count, first } = unpaused.get(state) ?? { count: 0, first: undefined };
    return { kind, level, count, ...(first !== undefined && { run: first }) };
  };
  return [
    need("run_stopped", "now", "stopped"),
    need("plan_failed", "now", "plan_failed"),
    need("plan_waits", "soon", "planned"),
  ];
}

function logNeeds(
  { refused, waiting, oldestWaiting, failedPublications }: OverviewFacts["log"],
  now: Date,
): Need[] {
  const isLate = oldestWaiting !== null && now.getTime() - oldestWaiting.getTime() > SEALED_WITHIN_MS;
  const [failed] = failedPublications;
  const isConflict = failedPublications.some(({ code }) => code === "PUBLISH_CONFLICT");
  return [
    { kind: "log_refused", level: "now", count: refused },
    {
      kind: "log_late",
      level: "now",
      count: isLate ? waiting : 0,
      ...(oldestWaiting && { since: oldestWaiting }),
    },
    {
      kind: "publication_failed",
      // Somebody keeps a log that isn't this one.
      level: isConflict ? "now" : "soon",
      count: failedPublications.length,
      ...(failed && { since: failed.at }),
    },
  ];
}

/** A person ended it, or has it as users who are parked. */
const NO_NEWS: readonly (string | null)[] = ["CANCELLED", "USERS_PARKED"];
/** A run in one of these is told as such, or somebody has taken it up again. */
const TOLD: readonly (RunState | null)[] = [
  "stopped",
  "plan_failed",
  "planning",
  "planned",
  "applying",
  "done",
];

function scheduleNeeds(schedules: OverviewFacts["schedules"]): Need[] {
  return (["braked", "failed"] as const).map((state): Need => {
    const found = schedules.filter(
      ({ kind, last }) =>
        last?.state === state &&
        !NO_NEWS.includes(last.code) &&
        !TOLD.includes(last.runState) &&
        // That a watch failed is told of the watch.
        (kind === "sweep" || state === "braked" || last.watchId === null),
    );
    const [first] = found;
    return {
      kind: `schedule_${state}`,
      level: "soon",
      count: found.length,
      ...(first?.last && { schedule: first.name, since: first.last.slot }),
      ...(first?.last && first.last.runId !== null && { run: first.last.runId }),
    };
  });
}

function otherNeeds({ parked, deliveries, comebacks }: OverviewFacts): Need[] {
  const [newest] = parked.runs;
  const { open, last } = comebacks;
  return [
    { kind: "comebacks", level: "now", count: open.count, ...(open.since && { since: open.since }) },
    {
      kind: "watch_failed",
      level: "soon",
      count: last?.state === "failed" ? 1 : 0,
      ...(last && { watch: last.id }),
      ...(last?.finishedAt && { since: last.finishedAt }),
    },
    { kind: "users_parked", level: "soon", count: parked.users, ...(newest && { run: newest.run }) },
    { kind: "deliveries_parked", level: "soon", count: deliveries.parked },
  ];
}
