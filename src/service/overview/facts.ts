import { handledOf } from "../../ledger/runs/batches.js";
import { latestWatch, openComebacks, type OpenComebacks } from "../../ledger/watches/open-comebacks.js";
import {
  countsByState,
  deadlineCounts,
  givenUp,
  nearestDeadlines,
  type DeadlineCounts,
  type DueItem,
} from "../../ledger/requests/open.js";
import { parkedUsers, type ParkedUsers } from "../../ledger/runs/parked-users.js";
import type { RequestState } from "../../model/request-lifecycle.js";
import { runOutlines, unpausedRuns, type RunOutline } from "../../ledger/runs/outlines.js";
import { statesBefore } from "../../model/lifecycle.js";
import {
  ACTIVE_RUN_STATES,
  RESUMABLE_RUN_STATES,
  RUN_LIFECYCLE,
  UNDECIDED_RUN_STATES,
  type RunState,
} from "../../model/run-lifecycle.js";
import { scheduleOutlines, type ScheduleOutline } from "../../ledger/schedules/outlines.js";
import { undelivered } from "../../ledger/deliveries/undelivered.js";
import { unjudgedOf, type Unjudged } from "../watch/unjudged.js";
import type { Watch } from "../../ledger/watches/watches.js";
import { DAY_MS } from "../../model/time.js";
import { SOON_DAYS } from "../../requests/deadline.js";
import { OUTAGES } from "../../requests/outages.js";
import type { UnknownField } from "../../model/unknown-field.js";
import { allPolicies, type NamedPolicies } from "../../policy/named-policies.js";
import { unknownFieldsOf } from "../unknown-fields.js";
import type { OpenedApp } from "../opened-app.js";
import { logFacts, type LogFacts, type LogFactsContext } from "../evidence/log-facts.js";

type Context = LogFactsContext & Pick<OpenedApp, "ledger" | "batches" | "holds" | "actions" | "userFields">;

const MOST_DUE = 20;
const DAYS = 35;
const MOST_RUNS = 20;
/** An installation has a handful. */
const MOST_SCHEDULES = 100;

export interface RequestFacts extends DeadlineCounts {
  due: DueItem[];
  byState: Map<RequestState, number>;
  /** The first whose deadline hasn't passed and comes soon. */
  firstDueSoon: DueItem | undefined;
  givenUp: { count: number; first: string | null };
}

export interface RunFacts {
  active: RunOutline[];
  planned: RunOutline[];
  stopped: RunOutline[];
  /** Users for whom it has ended, by run. */
  handled: Map<number, number>;
  /** Runs that wait for a person, and which of them is the first. */
  unpaused: Map<RunState, { count: number; first: number }>;
}

/** All that the overview tells, as the ledger has it. */
export interface OverviewFacts {
  requests: RequestFacts;
  runs: RunFacts;
  parked: ParkedUsers;
  deliveries: { pending: number; parked: number };
  /** Standing ones whose person TalkJS doesn't know, and one of them. */
  unknownHolds: { count: number; first: string | null };
  /** Of the last watch: of whom it couldn't tell. */
  comebacks: { open: OpenComebacks; last: Watch | undefined; unjudged: Unjudged | null };
  log: LogFacts;
  schedules: ScheduleOutline[];
  /** As they came. */
  unknownFields: UnknownField[];
}

/**
 * Some twenty small questions to the ledger, four at a time: others need its connections too.
 * @param policies those of the service.
 */
export async function overviewFacts(
  app: Context,
  policies: NamedPolicies,
  now: Date,
): Promise<OverviewFacts> {
  const { ledger, options } = app;
  const { db } = ledger;
  const { appId } = options;
  const [requests, runs, log, rest] = await Promise.all([
    requestFacts(app, now),
    runFacts(app),
    logFacts(app),
    (async () => ({
      parked: await parkedUsers(db, appId, MOST_RUNS),
      unknownHolds: await app.holds.unknown(now),
      deliveries: await undelivered(db, appId),
      comebacks: await comebackFacts(app),
      schedules: await scheduleOutlines(db, appId, MOST_SCHEDULES),
      unknownFields: await unknownFieldsOf(app, allPolicies(policies)),
    }))(),
  ]);
  return { requests, runs, log, ...rest };
}

async function comebackFacts({
  ledger: { db },
  options: { appId },
  actions,
}: Context): Promise<OverviewFacts["comebacks"]> {
  const last = await latestWatch(db, appId);
  const unjudged = last ? await unjudgedOf(last, { actions }) : null;
  return { open: await openComebacks(db, appId), last, unjudged };
}

async function requestFacts(
  { ledger: { db }, options: { appId } }: Context,
  now: Date,
): Promise<RequestFacts> {
  const soon = new Date(now.getTime() + SOON_DAYS * DAY_MS);
  const counts = await deadlineCounts(db, appId, { now, soon, days: DAYS });
  const [firstDueSoon] =
    counts.dueSoon > 0 ? await nearestDeadlines(db, appId, { limit: 1, after: now }) : [];
  return {
    ...counts,
    due: await nearestDeadlines(db, appId, { limit: MOST_DUE }),
    byState: await countsByState(db, appId, ["failed", "held", "waiting"]),
    firstDueSoon,
    givenUp: await givenUp(db, appId, OUTAGES),
  };
}

async function runFacts({ ledger: { db }, options: { appId }, batches }: Context): Promise<RunFacts> {
  const list = (states: readonly RunState[], order: "oldest" | "newest") =>
    runOutlines(db, appId, states, { order, limit: MOST_RUNS });
  const active = await list(ACTIVE_RUN_STATES, "oldest");
  const planned = await list(statesBefore(RUN_LIFECYCLE, "approve"), "oldest");
  const stopped = await list(RESUMABLE_RUN_STATES, "newest");
  const begun = [...active, ...stopped].map(({ id }) => id);
  const progress = await batches.progressOf(begun);
  return {
    active,
    planned,
    stopped,
    handled: new Map([...progress].map(([id, its]) => [id, handledOf(its)])),
    unpaused: await unpausedRuns(db, appId, UNDECIDED_RUN_STATES),
  };
}
