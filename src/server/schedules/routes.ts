import type { Context } from "hono";
import { failure } from "../../base/errors.js";
import { newSchedule } from "../../schedules/new-schedule.js";
import { runSchedule } from "../../service/schedule/run.js";
import type { Api } from "../api.js";
import { assertRole } from "../http/assert-role.js";
import type { ApiEnv } from "../desk.js";
import { policyIn } from "../policies/policy-field.js";
import { scheduleView, slotView } from "./view.js";
import * as Schedules from "../../contracts/schedules.js";
import { contextOf } from "../http/working.js";
import { serve } from "../http/serve.js";

const SLOTS_SHOWN = 50;
/** What a policy that came with the call is called. */
const INLINE = "inline";
/** Anything else in that place could be a person's ID. */
const targetName = async (c: Context<ApiEnv>): Promise<string | undefined> => {
  const found = await c.get("desk").session.schedules.list();
  return found.find(({ name }) => name === c.req.param("name"))?.name;
};

export function registerSchedules(app: Api): void {
  serve(app, Schedules.add, async (c) => {
    const desk = c.get("desk");
    const { session, context } = desk;
    const { policy: field, ...rule } = c.req.valid("json");
    if (rule.approval === "automatic") {
      const { fourEyes } = context?.settings ?? session.options.config.service;
      if (fourEyes) throw failure("FOUR_EYES.schedule");
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

  serve(app, Schedules.list, async (c) => {
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

  serve(app, Schedules.get, async (c) => {
    const { schedules } = c.get("desk").session;
    const found = await schedules.byName(c.req.valid("param").name);
    const slots = await schedules.slots.latest(found.id, SLOTS_SHOWN);
    return c.json({ ...scheduleView(found, c.get("clock")()), slots: slots.map(slotView) }, 200);
  });

  serve(
    app,
    Schedules.remove,
    async (c) => {
      const { schedules } = c.get("desk").session;
      await schedules.remove(c.req.valid("param").name, c.get("clock")());
      return c.body(null, 204);
    },
    { targetName },
  );

  serve(
    app,
    Schedules.run,
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

const listed = () =>
  failure("POLICY_INVALID.listed", {}, { errors: [{ path: "policy", problem: "selects listed IDs" }] });
