import { z } from "@hono/zod-openapi";
import { REQUEST_STATES } from "../model/request-lifecycle.js";
import { RUN_KINDS, SCHEDULE_KINDS } from "../model/kinds.js";
import { RUN_STATES } from "../model/run-lifecycle.js";
import { SLOT_STATES } from "../model/slot-lifecycle.js";
import { REGULATIONS } from "../model/law.js";
import { NEED_KINDS, NEED_LEVELS } from "../model/needs.js";
import { time } from "./fields.js";
import { LogStandingSchema } from "./log.js";
import { UnknownFieldSchema } from "./unknown-fields.js";
import { WatchItemSchema } from "./watches.js";
import { json } from "./json.js";
import { operation } from "./operation.js";

export const run = z.int();

export const count = z.int();

const NeedSchema = z
  .object({
    kind: z.enum(NEED_KINDS),
    level: z
      .enum(NEED_LEVELS)
      .openapi({ description: "`now`: before anything else; `soon`: in the next days." }),
    count: count.openapi({ description: "How many of them there are." }),
    run: run.optional().openapi({ description: "The first run to look at." }),
    id: z.uuid().optional().openapi({ description: "The first request, or legal hold, to look at." }),
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

export type DueView = z.infer<typeof DueSchema>;

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
const OverviewSchema = z
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
    unknownFields: z.array(UnknownFieldSchema).openapi({
      description:
        "Fields that TalkJS sends and Scrubjay doesn't know: at most 200, as they came. `rule` is `blank` where any policy of the service wants that.",
    }),
  })
  .openapi("Overview");

export type OverviewView = z.infer<typeof OverviewSchema>;

export const get = operation({
  method: "get",
  path: "/v1/overview",
  summary: "What is going on, and what needs a person",
  description:
    "One answer for a first page and for monitoring. It reads the ledger alone, and no list in it grows with the ledger.",
  tags: ["Service"],
  role: "viewer",
  action: "overview.get",
  reads: true,
  responses: { 200: { description: "At this moment", content: json(OverviewSchema) } },
});
