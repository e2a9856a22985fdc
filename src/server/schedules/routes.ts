import type { Context } from "hono";
import { failure } from "../../base/errors.js";
import { newSchedule } from "../../schedules/new-schedule.js";
import { runSchedule } from "../../service/schedule/run.js";
import type { Api } from "../api.js";
import { assertRole } from "../../service/assert-role.js";
import type { ApiEnv } from "../backend.js";
import { policyIn } from "../policies/policy-field.js";
import { scheduleView, slotView } from "./view.js";
import * as Schedules from "../../contracts/schedules.js";
import { jobContextOf } from "../http/job-context.js";
import { serve } from "../http/serve.js";

const SLOTS_SHOWN = 50;
/** What a policy that came with the call is called. */
const INLINE = "inline";
/** Anything else in that place could be a person's ID. */
const targetName = async (c: Context<ApiEnv>): Promise<string | undefined> => {
  const found = await c.get("backend").app.schedules.list();
  return found.find(({ name }) => name === c.req.param("name"))?.name;
};

export function registerSchedules(api: Api): void {
  serve(api, Schedules.add, async (c) => {
    const backend = c.get("backend");
    const { app, context } = backend;
    const { policy: field, ...rule } = c.req.valid("json");
    if (rule.approval === "automatic") {
      const { fourEyes } = context?.settings ?? app.options.config.service;
      if (fourEyes) throw failure("FOUR_EYES.schedule");
      assertRole(c.get("actor"), "approver");
    }
    const policy = policyIn(field, backend);
    if (policy.select.ids) throw listed();
    const policyName = typeof field === "string" ? field : INLINE;
    const made = newSchedule(rule, { policy, policyName }, { ...app, encryption: app.ledger.encryption });
    const now = c.get("clock")();
    const added = await app.schedules.add(made, c.get("actor").name, now);
    const view = { ...scheduleView(added, now), last: null };
    return c.json(view, 201, { Location: `/v1/schedules/${added.name}` });
  });

  serve(api, Schedules.list, async (c) => {
    const { schedules } = c.get("backend").app;
    const now = c.get("clock")();
    const found = await schedules.list();
    const last = await schedules.slots.lastOf(found.map(({ id }) => id));
    const views = found.map((schedule) => {
      const slot = last.get(schedule.id);
      return { ...scheduleView(schedule, now), last: slot ? slotView(slot) : null };
    });
    return c.json({ schedules: views }, 200);
  });

  serve(api, Schedules.get, async (c) => {
    const { schedules } = c.get("backend").app;
    const found = await schedules.byName(c.req.valid("param").name);
    const slots = await schedules.slots.latest(found.id, SLOTS_SHOWN);
    return c.json({ ...scheduleView(found, c.get("clock")()), slots: slots.map(slotView) }, 200);
  });

  serve(
    api,
    Schedules.remove,
    async (c) => {
      const { schedules } = c.get("backend").app;
      await schedules.remove(c.req.valid("param").name, c.get("clock")());
      return c.body(null, 204);
    },
    { targetName },
  );

  serve(
    api,
    Schedules.run,
    async (c) => {
      const { name } = c.req.valid("param");
      const actor = c.get("actor");
      const context = jobContextOf(c.get("backend"));
      const { approval } = await context.schedules.byName(name);
      if (approval === "automatic") assertRole(actor, "approver");
      return c.json(slotView(await runSchedule(name, actor, context)), 202);
    },
    { targetName },
  );
}

const listed = () =>
  failure("POLICY_INVALID.listed", {}, { errors: [{ path: "policy", problem: "selects listed IDs" }] });
