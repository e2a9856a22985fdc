import { z } from "@hono/zod-openapi";
import { openPolicy } from "../../erasure/sealed-policy.js";
import { describePolicy } from "../../policy/describe.js";
import { orderRun } from "../../service/order-run.js";
import type { Api } from "../api.js";
import { pageOf } from "../cursor.js";
import { json } from "../json.js";
import { problems } from "../problem.js";
import { PaceSchema, paceView } from "../pace-view.js";
import { orderBody, orderOf, RunOrderSchema } from "../run-order.js";
import { RunProgressSchema, runProgress, runView, RunViewSchema, runViews } from "../run-view.js";
import { assertRole } from "../assert-role.js";
import { LARGEST_RUN, RunParam } from "../run-param.js";
import { patienceOf } from "../patience.js";
import { contextOf } from "../working.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const tags = ["Runs"];
const MOST_RUNS = 1_000;
const view = json(RunViewSchema);

const create = operation({
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

const list = operation({
  method: "get",
  path: "/v1/runs",
  summary: "Runs, newest first",
  tags,
  role: "viewer",
  action: "runs.list",
  reads: true,
  request: {
    query: z.strictObject({
      active: z.enum(["true"]).optional().openapi({ description: "Only runs with work going on." }),
      limit: z.coerce.number().int().min(1).max(MOST_RUNS).default(20),
      cursor: z.coerce
        .number()
        .int()
        .min(1)
        .max(LARGEST_RUN)
        .optional()
        .openapi({ description: "The `next` of the page before." }),
    }),
  },
  responses: {
    200: {
      description: "A page of them",
      content: json(z.object({ runs: z.array(RunViewSchema), next: z.string().nullable() })),
    },
  },
});

const get = operation({
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

const progress = operation({
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

const pace = operation({
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

const policy = operation({
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

export function registerRuns(app: Api): void {
  serve(
    app,
    create,
    async (c) => {
      const desk = c.get("desk");
      const actor = c.get("actor");
      const order = await orderOf(c);
      // Whoever has a sweep approve itself approves it.
      if (order.kind === "sweep" && order.autoApply) assertRole(actor, "approver");
      const run = await orderRun(order, actor, contextOf(desk), patienceOf(c));
      return c.json(await runView(desk.session, run), 201, { Location: `/v1/runs/${run.id}` });
    },
    { body: orderBody },
  );

  serve(app, list, async (c) => {
    const { session } = c.get("desk");
    const { active, limit, cursor } = c.req.valid("query");
    const { page, next } = active
      ? { page: await session.runs.active(), next: null }
      : pageOf(await session.runs.latest(limit + 1, cursor), limit, ({ id }) => String(id));
    return c.json({ runs: await runViews(session, page), next }, 200);
  });

  serve(app, get, async (c) => {
    const { session } = c.get("desk");
    return c.json(await runView(session, await session.runs.get(c.req.valid("param").run)), 200);
  });

  serve(app, progress, async (c) => {
    const { session } = c.get("desk");
    return c.json(await runProgress(session, await session.runs.get(c.req.valid("param").run)), 200);
  });

  serve(app, pace, async (c) => {
    const { session } = c.get("desk");
    return c.json(await paceView(session, await session.runs.get(c.req.valid("param").run)), 200);
  });

  serve(app, policy, async (c) => {
    const { session } = c.get("desk");
    const run = await session.runs.get(c.req.valid("param").run);
    const lines = describePolicy(openPolicy(run, session.ledger.seal));
    return c.json({ policyDigest: run.policyDigest, policy: lines }, 200);
  });
}
