import * as Policies from "../../contracts/policies.js";
import * as Schedules from "../../contracts/schedules.js";
import { assertRole } from "../../server/http/assert-role.js";
import type { Problem } from "../../contracts/problem.js";
import type { ScheduleHistoryView } from "../../contracts/schedules.js";
import type { PageContext, Pages } from "../env.js";
import { formOf, type Form, unchecked } from "../form.js";
import { registerLive } from "../live.js";
import { Refusal } from "../page-api.js";
import { params } from "../params.js";
import { page } from "../render.js";
import { ScheduleListPage } from "./list-page.js";
import { NewSchedulePage, SCHEDULE_FIELDS, type TypedSchedule } from "./new-page.js";
import { SchedulePage, scheduleParts } from "./schedule-page.js";

/** What begins by itself. */
export function registerSchedulePages(app: Pages): void {
  app.get("/schedules", async (c) => {
    const { schedules } = await c.get("api").call(Schedules.list);
    const viewing = { c, visitor: c.get("visitor"), zone: c.get("zone"), now: c.get("clock")() };
    return page(
      c,
      { title: "Schedules", at: "policy" },
      <ScheduleListPage schedules={schedules} {...viewing} />,
    );
  });

  app.get("/schedules/new", (c) => newSchedulePage(c, {}));
  app.post("/schedules/new", async (c) => {
    const typed = typedOf(await formOf(c));
    try {
      const { name } = await c.get("api").call(Schedules.add, { body: unchecked(typed) });
      return c.redirect(`/schedules/${name}?done=made`, 303);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return newSchedulePage(c, typed, error.problem);
    }
  });

  app.get("/schedules/:name", async (c) => {
    const schedule = await scheduleOf(c);
    const { name } = schedule;
    const zone = c.get("zone");
    const viewing = { c, visitor: c.get("visitor"), zone, parts: scheduleParts(schedule, zone) };
    return page(
      c,
      { title: `Schedule ${name}`, at: "policy", live: `/live/schedules/${name}` },
      <SchedulePage schedule={schedule} {...viewing} />,
    );
  });
  registerLive(app, "/live/schedules/:name", async (c) => scheduleParts(await scheduleOf(c), c.get("zone")));

  app.post("/schedules/:name/run", async (c) => {
    const name = params.name(c, "name");
    await c.get("api").call(Schedules.run, { params: { name } });
    return c.redirect(`/schedules/${name}?done=begun`, 303);
  });

  app.post("/schedules/:name/remove", async (c) => {
    await c.get("api").call(Schedules.remove, { params: { name: params.name(c, "name") } });
    return c.redirect("/schedules?done=removed", 303);
  });
}

const scheduleOf = (c: PageContext): Promise<ScheduleHistoryView> =>
  c.get("api").call(Schedules.get, { params: { name: params.name(c, "name") } });

const typedOf = (form: Form): TypedSchedule =>
  Object.fromEntries(SCHEDULE_FIELDS.map((name) => [name, form.text(name)]));

async function newSchedulePage(c: PageContext, typed: TypedSchedule, problem?: Problem): Promise<Response> {
  assertRole(c.get("actor"), "operator");
  const { policies } = await c.get("api").call(Policies.list);
  const status = problem?.status ?? 200;
  const body = (
    <NewSchedulePage
      visitor={c.get("visitor")}
      zone={c.get("zone")}
      policies={policies.filter(({ listed }) => !listed)}
      typed={typed}
      problem={problem}
    />
  );
  return page(c, { title: "New schedule", at: "policy", status }, body);
}
