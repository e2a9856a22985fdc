import { z } from "@hono/zod-openapi";
import type { DueItem } from "../ledger/open-requests.js";
import { REQUEST_STATES } from "../model/request-life.js";
import type { RunOutline } from "../ledger/run-outlines.js";
import type { ScheduleOutline } from "../ledger/schedule-outlines.js";
import { RUN_KINDS, SCHEDULE_KINDS } from "../model/kinds.js";
import { RUN_STATES, RUN_LIFE } from "../model/run-life.js";
import { SLOT_STATES } from "../model/slot-life.js";
import { REGULATIONS } from "../model/law.js";
import { daysLeft } from "../requests/deadline.js";
import { nextSlot } from "../schedules/slots.js";
import { NEED_KINDS, NEED_LEVELS } from "../model/needs.js";
import { needsOf, type Need } from "../service/attention.js";
import { overviewFacts } from "../service/overview.js";
import type { Session } from "../wiring/session.js";
import { time } from "./fields.js";
import { instant } from "./instant.js";
import { LogStandingSchema, logStanding } from "./log-standing.js";
import { WatchItemSchema, watchItem } from "./watch-view.js";

const run = z.int();
const count = z.int();

export const NeedSchema = z
  .object({
    kind: z.enum(NEED_KINDS),
    level: z
      .enum(NEED_LEVELS)
      .openapi({ description: "`now`: before anything else; `soon`: in the next days." }),
    count: count.openapi({ description: "How many of them there are." }),
    run: run.optional().openapi({ description: "The first run to look at." }),
    id: z.uuid().optional().openapi({ description: "The first request to look at." }),
    schedule: z.string().optional().openapi({ description: "The first schedule to look at." }),
    watch: z.int().optional().openapi({ description: "The watch to look at." }),
    since: time.optional().openapi({ description: "Since when, where that is known." }),
  })
  .openapi("Need");
export type NeedView = z.infer<typeof NeedSchema>;

const DueSchema = z.object({
  id: z.uuid(),
  state: z.enum(REQUEST_STATES),
  regulation: z.enum(REGULATIONS),
  deadline: time,
  daysLeft: z.int().openapi({ description: "Full days to the deadline, negative once it has passed." }),
  receivedAt: time,
});

type DueView = z.infer<typeof DueSchema>;

const RunItemSchema = z.object({
  run,
  kind: z.enum(RUN_KINDS),
  state: z.enum(RUN_STATES),
  code: z.string().nullable().openapi({ description: "Why it stopped." }),
  scanned: count,
  toScrub: count.openapi({ description: "Users who hold something, as far as it has planned." }),
  total: count.openapi({ description: "Users in the run, as far as it has planned." }),
  handled: count.openapi({ description: "Users for whom it has ended, one way or the other." }),
  createdAt: time,
});
export type RunItem = z.infer<typeof RunItemSchema>;

/** What is going on, and what a person has to do; every list in it is bounded. */
export const OverviewSchema = z
  .object({
    at: time,
    app: z.string(),
    needs: z.array(NeedSchema).openapi({ description: "What needs a person, the most urgent first." }),
    requests: z.object({
      open: count,
      overdue: count.openapi({ description: "Open ones whose deadline has passed." }),
      failed: count,
      held: count.openapi({ description: "Under a legal hold." }),
      waiting: count.openapi({ description: "In their waiting period." }),
      due: z.array(DueSchema).openapi({ description: "Open ones, the 20 nearest deadlines first." }),
      byDay: z.array(z.object({ day: z.iso.date(), count, overdue: count })).openapi({
        description: "Open ones by the day of their deadline, UTC: today and the 34 days after it.",
      }),
    }),
    runs: z.object({
      active: z.array(RunItemSchema).openapi({ description: "At most 20, oldest first." }),
      planned: z
        .array(RunItemSchema)
        .openapi({ description: "Wait for approval: at most 20, oldest first." }),
      stopped: z.array(RunItemSchema).openapi({
        description: "Stopped, or their plan failed, or paused: at most 20, newest first.",
      }),
    }),
    parked: z.object({
      users: count.openapi({ description: "Users for whom it failed and who wait for a person." }),
      runs: z.array(z.object({ run, users: count })).openapi({ description: "At most 20, newest first." }),
      deliveries: count.openapi({ description: "Callbacks and webhooks that were given up." }),
    }),
    comebacks: z.object({
      open: count.openapi({
        description: "Who came back, isn't blank again and isn't held, and no run is about to scrub them.",
      }),
      last: WatchItemSchema.nullable().openapi({ description: "The latest watch." }),
    }),
    log: LogStandingSchema,
    schedules: z
      .array(
        z.object({
          name: z.string(),
          kind: z.enum(SCHEDULE_KINDS),
          next: time,
          last: z
            .object({
              slot: time,
              state: z.enum(SLOT_STATES),
              code: z.string().nullable(),
              run: run.nullable(),
              watch: z.int().nullable(),
            })
            .nullable()
            .openapi({ description: "What became of its latest time." }),
        }),
      )
      .openapi({ description: "At most 10, the next first." }),
  })
  .openapi("Overview");
export type OverviewView = z.infer<typeof OverviewSchema>;

const MOST_SCHEDULES = 10;

/** What is going on in the ledger of an app at this moment. */
export async function overviewView(session: Session, now: Date): Promise<OverviewView> {
  const facts = await overviewFacts(session, now);
  const { requests, runs, parked, deliveries, comebacks, log, schedules } = facts;
  const item = (outline: RunOutline) => runItem(outline, runs.handled.get(outline.id) ?? 0);
  return {
    at: instant(now),
    app: session.options.appId,
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
  const isPlanned = RUN_LIFE[state].phase !== "planning";
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
