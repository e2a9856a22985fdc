import type { DueItem } from "../../ledger/requests/open.js";
import type { RunOutline } from "../../ledger/runs/outlines.js";
import type { ScheduleOutline } from "../../ledger/schedules/outlines.js";
import { RUN_LIFECYCLE } from "../../model/run-lifecycle.js";
import { daysLeft } from "../../requests/deadline.js";
import { nextSlot } from "../../schedules/slots.js";
import { needsOf, type Need } from "../../service/overview/attention.js";
import { overviewFacts } from "../../service/overview/facts.js";
import type { Backend } from "../backend.js";
import { unknownFieldView } from "../fields/view.js";
import { instant } from "../http/instant.js";
import { logStanding } from "../log/standing.js";
import { watchItem } from "../watches/view.js";
import type { NeedView, DueView, RunItem, OverviewView } from "../../contracts/overview.js";

const MOST_SCHEDULES = 10;

/** What is going on in the ledger of an app at this moment. */
export async function overviewView(
  { app, policies }: Pick<Backend, "app" | "policies">,
  now: Date,
): Promise<OverviewView> {
  const facts = await overviewFacts(app, policies, now);
  const { requests, runs, parked, deliveries, comebacks, log, schedules } = facts;
  const item = (outline: RunOutline) => runItem(outline, runs.handled.get(outline.id) ?? 0);
  return {
    at: instant(now),
    app: app.options.appId,
    needs: needsOf(facts, now).map(needView),
    requests: {
      open: requests.open,
      overdue: requests.overdue,
      failed: requests.byState.get("failed") ?? 0,
      held: requests.byState.get("held") ?? 0,
      waiting: requests.byState.get("waiting") ?? 0,
      due: requests.due.map((due) => dueView(due, now)),
      byDay: requests.byDay,
    },
    runs: {
      active: runs.active.map(item),
      planned: runs.planned.map(item),
      stopped: runs.stopped.map(item),
    },
    parked: { ...parked, deliveries: deliveries.parked },
    comebacks: { open: comebacks.open.count, last: comebacks.last ? watchItem(comebacks.last) : null },
    log: logStanding(log),
    schedules: schedules
      .map((outline) => scheduleView(outline, now))
      .sort((one, other) => one.next.localeCompare(other.next))
      .slice(0, MOST_SCHEDULES),
    unknownFields: facts.unknownFields.map(unknownFieldView),
  };
}

function needView({ since, ...need }: Need): NeedView {
  return { ...need, ...(since && { since: instant(since) }) };
}

function dueView({ deadline, receivedAt, ...due }: DueItem, now: Date): DueView {
  return {
    ...due,
    deadline: instant(deadline),
    daysLeft: Math.floor(daysLeft(deadline, now)),
    receivedAt: instant(receivedAt),
  };
}

function runItem({ id, kind, state, code, tally, createdAt }: RunOutline, handled: number): RunItem {
  const { scanned, toScrub, selected: total } = tally;
  // What was planned isn't handled yet, and a batch can be counted while the plan is being made.
  const isPlanned = RUN_LIFECYCLE[state].phase !== "planning";
  return {
    ...{ run: id, kind, state, code, scanned, toScrub, total },
    handled: isPlanned ? handled : 0,
    createdAt: instant(createdAt),
  };
}

function scheduleView(
  { name, kind, cron, timeZone, after, last }: ScheduleOutline,
  now: Date,
): OverviewView["schedules"][number] {
  const next = nextSlot(cron, timeZone, after > now ? after : now);
  return {
    ...{ name, kind, next: instant(next) },
    last: last && {
      ...{ slot: instant(last.slot), state: last.state, code: last.code },
      ...{ run: last.runId, watch: last.watchId },
    },
  };
}
