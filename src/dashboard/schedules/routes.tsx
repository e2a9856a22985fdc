import * as Policies from "../../contracts/policies.js";
import * as Schedules from "../../contracts/schedules.js";
import type { Problem } from "../../contracts/problem.js";
import type { ScheduleHistoryView } from "../../contracts/schedules.js";
import type { PageContext } from "../env.js";
import type { Router } from "../router.js";
import { formOf, refusalOf, type Form, unchecked } from "../form.js";
import { registerLive } from "../live.js";
import { param } from "../params.js";
import { page } from "../render.js";
import { ScheduleListPage } from "./list-page.js";
import { NewSchedulePage, SCHEDULE_FIELDS, type TypedSchedule } from "./new-page.js";
import { SchedulePage, scheduleParts } from "./schedule-page.js";

/** What begins by itself. */
export function registerSchedulePages(app: Router): void {
  app.get("/schedules", async (c) => {
    const { schedules } = await c.get("api").call(Schedules.list);
    const viewing = { c, visitor: c.get("visitor"), zone: c.get("zone"), now: c.get("clock")() };
    return page(c, "/schedules", <ScheduleListPage schedules={schedules} {...viewing} />);
  });

  app.get("/schedules/new", (c) => newSchedulePage(c, {}));
  app.post("/schedules/new", async (c) => {
    const typed = typedOf(await formOf(c));
    try {
      const { name } = await c.get("api").call(Schedules.add, { body: unchecked(typed) });
      return c.redirect(`/schedules/${name}?done=made`, 303);
    } catch (error) {
      return newSchedulePage(c, typed, refusalOf(error, c, "/schedules/new"));
    }
  });

  app.get("/schedules/:name", async (c) => {
    const schedule = await scheduleOf(c);
    const zone = c.get("zone");
    const viewing = { c, visitor: c.get("visitor"), zone, parts: scheduleParts(schedule, zone) };
    const body = <SchedulePage schedule={schedule} {...viewing} />;
    return page(c, "/schedules/:name", body, { live: `/live/schedules/${schedule.name}` });
  });
  registerLive(app, "/live/schedules/:name", async (c) => scheduleParts(await scheduleOf(c), c.get("zone")));

  app.post("/schedules/:name/run", async (c) => {
    const name = param(c, "name");
    await c.get("api").call(Schedules.run, { params: { name } });
    return c.redirect(`/schedules/${name}?done=begun`, 303);
  });

  app.post("/schedules/:name/remove", async (c) => {
    await c.get("api").call(Schedules.remove, { params: { name: param(c, "name") } });
    return c.redirect("/schedules?done=removed", 303);
  });
}

const scheduleOf = (c: PageContext): Promise<ScheduleHistoryView> =>
  c.get("api").call(Schedules.get, { params: { name: param(c, "name") } });

const typedOf = (form: Form): TypedSchedule =>
  Object.fromEntries(SCHEDULE_FIELDS.map((name) => [name, form.text(name)]));

async function newSchedulePage(c: PageContext, typed: TypedSchedule, problem?: Problem): Promise<Response> {
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
  return page(c, "/schedules/new", body, { status });
}
