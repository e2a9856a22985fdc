import { type RunState, RUN_LIFECYCLE } from "../../model/run-lifecycle.js";
import { MINUTE_MS } from "../../model/time.js";
import { levelOf, NEED_KINDS, NEED_LEVELS, type NeedKind, type NeedLevel } from "../../model/needs.js";
import { isKeptByTalkJS } from "../../model/unknown-field.js";
import { daysLeft } from "../../requests/deadline.js";
import type { OverviewFacts } from "./facts.js";

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

/** A need before its level is known. */
type Found = Omit<Need, "level"> & { isWorse?: boolean };

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
    { kind: "fields_kept" as const, count: facts.unknownFields.filter(isKeptByTalkJS).length },
  ]
    .filter(({ count }) => count > 0)
    .map(({ kind, isWorse, ...rest }): Need => ({ kind, level: levelOf(kind, isWorse), ...rest }));
  const rank = ({ level, kind }: Need) =>
    NEED_LEVELS.indexOf(level) * NEED_KINDS.length + NEED_KINDS.indexOf(kind);
  return needs.sort((one, other) => rank(one) - rank(other));
}

function requestNeeds(
  { due, overdue, dueSoon, firstDueSoon, givenUp }: OverviewFacts["requests"],
  now: Date,
): Found[] {
  const [nearest] = due;
  const isNear = firstDueSoon !== undefined && daysLeft(firstDueSoon.deadline, now) < NOW_DAYS;
  return [
    {
      kind: "request_overdue",
      count: overdue,
      ...(nearest && { id: nearest.id, since: nearest.deadline }),
    },
    {
      kind: "request_due_soon",
      isWorse: isNear,
      count: dueSoon,
      ...(firstDueSoon && { id: firstDueSoon.id }),
    },
    {
      kind: "request_failed",
      count: givenUp.count,
      ...(givenUp.first !== null && { id: givenUp.first }),
    },
  ];
}

function runNeeds({ unpaused }: OverviewFacts["runs"]): Found[] {
  const need = (kind: NeedKind, state: RunState): Found => {
    const { count, first } = unpaused.get(state) ?? { count: 0, first: undefined };
    return { kind, count, ...(first !== undefined && { run: first }) };
  };
  return [need("run_stopped", "stopped"), need("plan_failed", "plan_failed"), need("plan_waits", "planned")];
}

function logNeeds(
  { refused, waiting, oldestWaiting, failedPublications }: OverviewFacts["log"],
  now: Date,
): Found[] {
  const isLate = oldestWaiting !== null && now.getTime() - oldestWaiting.getTime() > SEALED_WITHIN_MS;
  const [failed] = failedPublications;
  const isConflict = failedPublications.some(({ code }) => code === "PUBLISH_CONFLICT");
  return [
    { kind: "log_refused", count: refused },
    {
      kind: "log_late",
      count: isLate ? waiting : 0,
      ...(oldestWaiting && { since: oldestWaiting }),
    },
    {
      kind: "publication_failed",
      // Somebody keeps a log that isn't this one.
      isWorse: isConflict,
      count: failedPublications.length,
      ...(failed && { since: failed.at }),
    },
  ];
}

/** A person ended it, or has it as users who are parked. */
const NO_NEWS: readonly (string | null)[] = ["CANCELLED", "USERS_PARKED"];
function scheduleNeeds(schedules: OverviewFacts["schedules"]): Found[] {
  return (["braked", "failed"] as const).map((state): Found => {
    const found = schedules.filter(
      ({ kind, last }) =>
        last?.state === state &&
        !NO_NEWS.includes(last.code) &&
        // Another run is told as such, or somebody has taken it up again.
        (last.runState === null || RUN_LIFECYCLE[last.runState].isVain) &&
        // That a watch failed is told of the watch.
        (kind === "sweep" || state === "braked" || last.watchId === null),
    );
    const [first] = found;
    return {
      kind: `schedule_${state}`,
      count: found.length,
      ...(first?.last && { schedule: first.name, since: first.last.slot }),
      ...(first?.last && first.last.runId !== null && { run: first.last.runId }),
    };
  });
}

function otherNeeds({ parked, unknownHolds, deliveries, comebacks }: OverviewFacts): Found[] {
  const [newest] = parked.runs;
  const { open, last, unjudged } = comebacks;
  const [unreadable] = unjudged?.runs ?? [];
  return [
    {
      kind: "hold_unknown",
      count: unknownHolds.count,
      ...(unknownHolds.first !== null && { id: unknownHolds.first }),
    },
    { kind: "comebacks", count: open.count, ...(open.since && { since: open.since }) },
    {
      kind: "watch_failed",
      count: last?.state === "failed" ? 1 : 0,
      ...(last && { watch: last.id }),
      ...(last?.finishedAt && { since: last.finishedAt }),
    },
    {
      kind: "watch_unjudged",
      // Also where the run could be read again when the watch ended: it wasn't while it looked.
      count: unjudged ? Math.max(unjudged.people, 1) : 0,
      ...(last && { watch: last.id }),
      ...(unreadable !== undefined && { run: unreadable }),
      ...(last?.finishedAt && { since: last.finishedAt }),
    },
    { kind: "users_parked", count: parked.users, ...(newest && { run: newest.run }) },
    { kind: "deliveries_parked", count: deliveries.parked },
  ];
}
