import { z } from "@hono/zod-openapi";
import { RUN_KINDS, ASKED_RUN_KINDS } from "../model/kinds.js";
import { LISTED_RESULTS, perCounter } from "../model/outcome.js";
import { RUN_STATES } from "../model/run-lifecycle.js";
import { time, AnyUserId } from "./fields.js";
import { Counts, PlanSchema } from "./plan.js";
import { PolicyField } from "./policies.js";
import { json } from "./json.js";
import { problems } from "./problem.js";
import { cursor, limit, listOf } from "./list.js";
import { operation } from "./operation.js";

/** A run as answers and `--json` show it. Users appear as numbers only. */
export const RunViewSchema = z
  .object({
    run: z.int().openapi({ example: 7 }),
    app: z.string(),
    kind: z.enum(RUN_KINDS),
    state: z.enum(RUN_STATES),
    code: z.string().nullable().openapi({ description: "Why it stopped or was refused." }),
    policyDigest: z.string(),
    createdBy: z.string().openapi({ description: "Who asked for it: a token's name, `cli` or `schedule`." }),
    approvedBy: z.string().nullable(),
    createdAt: time,
    plannedAt: time.nullable(),
    approvedAt: time.nullable(),
    finishedAt: time.nullable(),
    limits: z
      .object({
        maxUsers: z.int(),
        maxShare: z.number().openapi({ description: "Of all users, from 0 to 1." }),
        maxFall: z.number().openapi({ description: "Of the users seen last time, from 0 to 1." }),
        maxErrorRate: z.number().openapi({ description: "Of the users handled, from 0 to 1." }),
        maxPlanAge: z.string().openapi({ example: "24 hours" }),
      })
      .nullable()
      .openapi({
        description:
          "Of its policy: what refuses the plan, and what stops the run. Null where somebody else changed what the ledger keeps of the run.",
      }),
    plan: PlanSchema,
    progress: z.object({
      batches: z.int(),
      batchesDone: z.int(),
      ...perCounter(() => z.int()),
    }),
    parked: Counts.openapi({ description: "Users who wait for a person, by the code of their failure." }),
  })
  .openapi("Run");

export type RunView = z.infer<typeof RunViewSchema>;

/** How far a run is: little enough to be asked several times a second. */
const RunProgressSchema = z
  .object({
    run: z.int(),
    state: z.enum(RUN_STATES),
    code: z.string().nullable(),
    scanned: z.int(),
    selected: z.int(),
    handled: z.int().openapi({ description: "Users for whom it has ended, one way or the other." }),
  })
  .openapi("RunProgress");

export type RunProgress = z.infer<typeof RunProgressSchema>;

/** What the ledger can count to. */
export const LARGEST_RUN = 2_147_483_647;

/** A run's number in an address. */
export const RunParam = z.object({
  run: z.coerce.number().int().min(1).max(LARGEST_RUN).openapi({ description: "The run's number." }),
});

/** How fast a run has been, and how long it will still take. */
const PaceSchema = z
  .object({
    bucketSeconds: z.int().openapi({ description: "How long the time of one point is." }),
    points: z
      .array(
        z.object({
          at: time.openapi({ description: "When its time begins." }),
          users: z.int().openapi({ description: "Users for whom it ended in that time." }),
        }),
      )
      .openapi({
        description: "From the first finished batch to the last one, without gaps; at most 121 of them.",
      }),
    perMinute: z.number().nullable().openapi({
      description: "Users a minute over the last two minutes; null where nobody works on it.",
    }),
    secondsLeft: z.number().nullable().openapi({
      description: "At that pace; null when it isn't known.",
    }),
    handled: z.int().openapi({ description: "Users for whom it has ended, one way or the other." }),
    total: z.int().openapi({ description: "Users in the run, as far as it has planned." }),
  })
  .openapi("RunPace");

export type PaceView = z.infer<typeof PaceSchema>;

const MOST_IDS = 10_000;

export const order = {
  policy: PolicyField,
  kind: z.enum(ASKED_RUN_KINDS).openapi({
    description: "`erasure`: named users, ahead of every sweep; only what the policy blanks counts.",
  }),
  apply: z.boolean().default(false).openapi({
    description: "Apply as soon as it is planned, within the policy's limits; a sweep only for approvers.",
  }),
};

export const RunOrderSchema = z
  .strictObject({
    ...order,
    userIds: z.array(AnyUserId).min(1).max(MOST_IDS).optional().openapi({
      description: "Only these users. Left out: page through everybody.",
    }),
  })
  .openapi("RunOrder");

/** The first line of a list of any length. */
export const ListedOrderSchema = z.strictObject(order);

export const tags = ["Runs"];

const MOST_RUNS = 1_000;

export const view = json(RunViewSchema);

export const create = operation({
  method: "post",
  path: "/v1/runs",
  summary: "Plan a run, or plan and apply it in one go",
  description:
    "A list of users that is too long for one document is sent as NDJSON: the first line is the order without `userIds`, " +
    "each further line one user ID as a JSON text. Either the run knows all of them, or there is no run.",
  tags,
  role: "operator",
  action: "runs.create",
  idempotent: true,
  request: {
    body: {
      content: {
        ...json(RunOrderSchema),
        "application/x-ndjson": {
          schema: z.string().openapi({ description: "The order, then the user IDs." }),
        },
      },
    },
  },
  responses: {
    201: {
      description: "The run as it was begun; follow it at the address in Location.",
      headers: z.object({ Location: z.string() }),
      content: view,
    },
    ...problems(409, 502),
  },
});

export const list = operation({
  ...listOf("runs", RunViewSchema, {
    query: {
      active: z.enum(["true"]).optional().openapi({ description: "Only runs with work going on." }),
      limit: limit(MOST_RUNS, 20),
      cursor: cursor.number(LARGEST_RUN),
    },
  }),
  path: "/v1/runs",
  summary: "Runs, newest first",
  tags,
  action: "runs.list",
});

export const get = operation({
  method: "get",
  path: "/v1/runs/{run}",
  summary: "One run: its plan, how far it is, what failed",
  tags,
  role: "viewer",
  action: "runs.get",
  reads: true,
  request: { params: RunParam },
  responses: { 200: { description: "The run", content: view }, ...problems(404) },
});

export const progress = operation({
  method: "get",
  path: "/v1/runs/{run}/progress",
  summary: "How far a run is: to be asked often",
  tags,
  role: "viewer",
  action: "runs.progress",
  reads: true,
  request: { params: RunParam },
  responses: { 200: { description: "How far it is", content: json(RunProgressSchema) }, ...problems(404) },
});

export const pace = operation({
  method: "get",
  path: "/v1/runs/{run}/pace",
  summary: "How fast a run has been, and how long it will still take",
  tags,
  role: "viewer",
  action: "runs.pace",
  reads: true,
  request: { params: RunParam },
  responses: { 200: { description: "Its pace", content: json(PaceSchema) }, ...problems(404) },
});

export const policy = operation({
  method: "get",
  path: "/v1/runs/{run}/policy",
  summary: "What the policy of a run does, in words",
  tags,
  // Its conditions can name a person, such as the holder of a role.
  role: "operator",
  action: "runs.policy",
  reads: true,
  request: { params: RunParam },
  responses: {
    200: {
      description: "One sentence for each rule",
      content: json(z.object({ policyDigest: z.string(), policy: z.array(z.string()) })),
    },
    ...problems(404),
  },
});

export const MOST_ASKED_RESULTS = 2_000;

const ResultSchema = z
  .object({
    result: z.enum(LISTED_RESULTS).openapi({
      description:
        "How it ended for them in this run. `open`: it hasn't yet; `unrecorded`: the run has nothing of them, because its selection " +
        "leaves them out, they weren't on its list, or it was given up before.",
    }),
    reason: z
      .string()
      .nullable()
      .openapi({ description: "Why they were left alone, or the code of the failure." }),
  })
  .openapi("RunResult");

export type ResultView = z.infer<typeof ResultSchema>;

export const results = operation({
  method: "post",
  path: "/v1/runs/{run}/results",
  summary: "How a run went for each of these users",
  description:
    "One result for each user ID, in their order; of one that is named twice, both. The IDs are turned into pseudonyms, stored " +
    "nowhere, and not repeated.",
  tags,
  role: "viewer",
  action: "runs.results",
  reads: true,
  request: {
    params: RunParam,
    body: {
      required: true,
      content: json(z.strictObject({ userIds: z.array(AnyUserId).min(1).max(MOST_ASKED_RESULTS) })),
    },
  },
  responses: {
    200: { description: "The results", content: json(z.object({ results: z.array(ResultSchema) })) },
    ...problems(404, 409),
  },
});
