import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { scheduleShape } from "../../policy/schedule-schema.js";
import { newSchedule } from "../../schedules/new-schedule.js";
import { runSchedule } from "../../service/run-schedule.js";
import type { Api } from "../api.js";
import { assertRole } from "../assert-role.js";
import type { ApiEnv } from "../desk.js";
import { json } from "../json.js";
import { policyIn } from "../policy-field.js";
import { ApiError, problems } from "../problem.js";
import {
  NewScheduleSchema,
  ScheduleHistorySchema,
  ScheduleSchema,
  scheduleView,
  SlotSchema,
  slotView,
} from "../schedule-view.js";
import { contextOf } from "../working.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const SLOTS_SHOWN = 50;
/** What a policy that came with the call is called. */
const INLINE = "inline";

const tags = ["Schedules"];
const NameParam = z.object({ name: scheduleShape.name });
/** Anything else in that place could be a person's ID. */
const targetName = async (c: Context<ApiEnv>): Promise<string | undefined> => {
  const found = await c.get("desk").session.schedules.list();
  return found.find(({ name }) => name === c.req.param("name"))?.name;
};

const add = operation({
  method: "post",
  path: "/v1/schedules",
  summary: "Let a policy run by itself",
  description:
    "Sweeps and watches begin at the times of `cron` in the calendar of `timeZone`; never two sweeps at once, and times " +
    "that were missed are made up for once. The policy is copied: a later change of the file doesn't change the schedule. " +
    "`approval: automatic` needs an approver; where the settings want four eyes it stands in a policy file only.",
  tags,
  role: "operator",
  action: "schedules.add",
  idempotent: true,
  request: {
    body: {
      required: true,
      content: json(NewScheduleSchema),
    },
  },
  responses: {
    201: {
      description: "The schedule",
      headers: z.object({ Location: z.string() }),
      content: json(ScheduleSchema),
    },
    ...problems(403, 409),
  },
});

const list = operation({
  method: "get",
  path: "/v1/schedules",
  summary: "The schedules, by name",
  tags,
  role: "viewer",
  action: "schedules.list",
  reads: true,
  responses: {
    200: { description: "All of them", content: json(z.object({ schedules: z.array(ScheduleSchema) })) },
  },
});

const get = operation({
  method: "get",
  path: "/v1/schedules/{name}",
  summary: "One schedule, with what became of its times",
  tags,
  role: "viewer",
  action: "schedules.get",
  reads: true,
  request: { params: NameParam },
  responses: {
    200: { description: "The schedule", content: json(ScheduleHistorySchema) },
    ...problems(404),
  },
});

const remove = operation({
  method: "delete",
  path: "/v1/schedules/{name}",
  summary: "Remove a schedule",
  description: "What it began goes on. A schedule of a policy file is removed there: here that answers 409.",
  tags,
  role: "operator",
  action: "schedules.remove",
  request: { params: NameParam },
  responses: { 204: { description: "It is gone" }, ...problems(404, 409) },
});

const run = operation({
  method: "post",
  path: "/v1/schedules/{name}/run",
  summary: "Begin a schedule now",
  description:
    "Beside its own times. While another sweep (or watch) is active it waits as `due`. One that applies by itself needs an " +
    "approver; where the settings want four eyes, its plan waits for somebody else's approval.",
  tags,
  role: "operator",
  action: "schedules.run",
  idempotent: true,
  request: { params: NameParam },
  responses: { 202: { description: "How it stands", content: json(SlotSchema) }, ...problems(404) },
});

export function registerSchedules(app: Api): void {
  serve(app, add, async (c) => {
    const desk = c.get("desk");
    const { session, context } = desk;
    const { policy: field, ...rule } = c.req.valid("json");
    if (rule.approval === "automatic") {
      const { fourEyes } = context?.settings ?? session.options.config.service;
      if (fourEyes) throw automaticByOne();
      assertRole(c.get("actor"), "approver");
    }
    const policy = policyIn(field, desk);
    if (policy.select.ids) throw listed();
    const policyName = typeof field === "string" ? field : INLINE;
    const made = newSchedule(rule, { policy, policyName }, { ...session, seal: session.ledger.seal });
    const now = c.get("clock")();
    const added = await session.schedules.add(made, c.get("actor").name, now);
    const view = { ...scheduleView(added, now), last: null };
    return c.json(view, 201, { Location: `/v1/schedules/${added.name}` });
  });

  serve(app, list, async (c) => {
    const { schedules } = c.get("desk").session;
    const now = c.get("clock")();
    const found = await schedules.list();
    const last = await schedules.slots.lastOf(found.map(({ id }) => id));
    const views = found.map((schedule) => {
      const slot = last.get(schedule.id);
      return { ...scheduleView(schedule, now), last: slot ? slotView(slot) : null };
    });
    return c.json({ schedules: views }, 200);
  });

  serve(app, get, async (c) => {
    const { schedules } = c.get("desk").session;
    const found = await schedules.byName(c.req.valid("param").name);
    const slots = await schedules.slots.latest(found.id, SLOTS_SHOWN);
    return c.json({ ...scheduleView(found, c.get("clock")()), slots: slots.map(slotView) }, 200);
  });

  serve(
    app,
    remove,
    async (c) => {
      const { schedules } = c.get("desk").session;
      await schedules.remove(c.req.valid("param").name, c.get("clock")());
      return c.body(null, 204);
    },
    { targetName },
  );

  serve(
    app,
    run,
    async (c) => {
      const { name } = c.req.valid("param");
      const actor = c.get("actor");
      const context = contextOf(c.get("desk"));
      const { approval } = await context.schedules.byName(name);
      if (approval === "automatic") assertRole(actor, "approver");
      return c.json(slotView(await runSchedule(name, actor, context)), 202);
    },
    { targetName },
  );
}

const automaticByOne = () =>
  new ApiError(
    403,
    "FOUR_EYES",
    "A schedule can't approve itself here: who plans a run isn't who approves it.",
    "Write it into a policy file of the service, or let its plans wait for approval.",
  );

const listed = () =>
  new ApiError(
    422,
    "POLICY_INVALID",
    "A policy over a list of users can't be scheduled: only a command reads the list.",
    "Select by conditions.",
    [{ path: "policy", problem: "selects listed IDs" }],
  );
