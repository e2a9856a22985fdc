import type { Context } from "hono";
import { addSchedule } from "../../service/schedule/add.js";
import { runSchedule } from "../../service/schedule/run.js";
import type { Api } from "../api.js";
import type { ApiEnv } from "../backend.js";
import { scheduleView, slotView } from "./view.js";
import * as Schedules from "../../contracts/schedules.js";
import { jobContextOf, ledgerContextOf } from "../http/job-context.js";
import { serve } from "../http/serve.js";

const SLOTS_SHOWN = 50;
/** Anything else in that place could be a person's ID. */
const targetName = async (c: Context<ApiEnv>): Promise<string | undefined> => {
  const found = await c.get("backend").app.schedules.list();
  return found.find(({ name }) => name === c.req.param("name"))?.name;
};

export function registerSchedules(api: Api): void {
  serve(api, Schedules.add, async (c) => {
    const context = ledgerContextOf(c.get("backend"));
    const added = await addSchedule(c.req.valid("json"), c.get("actor"), context);
    const view = { ...scheduleView(added, c.get("clock")()), last: null };
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
      const context = jobContextOf(c.get("backend"));
      return c.json(slotView(await runSchedule(c.req.valid("param").name, c.get("actor"), context)), 202);
    },
    { targetName },
  );
}
