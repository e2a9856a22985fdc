import { randomUUID } from "node:crypto";
import { DateTime } from "luxon";
import * as Holds from "../../contracts/holds.js";
import type { Problem } from "../../contracts/problem.js";
import type { PageContext } from "../env.js";
import type { Router } from "../router.js";
import { formOf, refusalOf, type Form, unchecked } from "../form.js";
import { idempotencyKey } from "../idempotency-key.js";
import { param } from "../params.js";
import { page } from "../render.js";
import { HoldPage } from "./hold-page.js";
import { HoldListPage } from "./list-page.js";
import { PersonPage, type FoundHolds } from "./look-up.js";
import { NewHoldPage, type TypedHold } from "./new-page.js";

/** Who is left alone, whatever is asked. */
export function registerHolds(app: Router): void {
  app.get("/holds", async (c) => {
    const isAll = c.req.query("which") === "all";
    const cursor = c.req.query("cursor");
    const query = { standing: isAll ? "false" : "true", cursor } as const;
    const list = await c.get("api").page(Holds.list, { query });
    const viewing = { c, visitor: c.get("visitor"), zone: c.get("zone"), isLater: cursor !== undefined };
    return page(c, "/holds", <HoldListPage {...list} isAll={isAll} {...viewing} />);
  });

  app.get("/holds/new", (c) => newHoldPage(c, {}));
  app.post("/holds/new", async (c) => {
    const form = await formOf(c);
    try {
      const order = orderOf(form, c.get("zone"));
      const { id } = await c
        .get("api")
        .call(Holds.add, { body: unchecked(order), key: idempotencyKey(form) });
      return c.redirect(`/holds/${id}?done=placed`, 303);
    } catch (error) {
      return newHoldPage(c, typedOf(form), refusalOf(error, c, "/holds/new"));
    }
  });

  // Answered at once: an ID of a person in an address would stay in histories and logs.
  app.post("/holds/person", async (c) => {
    const userId = (await formOf(c)).text("userId") ?? "";
    try {
      return await personPage(c, await c.get("api").call(Holds.lookup, { body: { userId } }));
    } catch (error) {
      return personPage(c, undefined, refusalOf(error, c, "/holds/person"));
    }
  });

  app.get("/holds/:id", async (c) => {
    const hold = await c.get("api").call(Holds.get, { params: { id: param(c, "id") } });
    const viewing = { c, visitor: c.get("visitor"), zone: c.get("zone") };
    return page(c, "/holds/:id", <HoldPage hold={hold} {...viewing} />);
  });

  app.post("/holds/:id/confirm", async (c) => {
    const id = param(c, "id");
    await c.get("api").call(Holds.confirm, { params: { id } });
    return c.redirect(`/holds/${id}?done=confirmed`, 303);
  });

  app.post("/holds/:id/lift", async (c) => {
    const id = param(c, "id");
    await c.get("api").call(Holds.lift, { params: { id } });
    return c.redirect(`/holds/${id}?done=lifted`, 303);
  });
}

const typedOf = (form: Form): TypedHold => ({
  ground: form.text("ground"),
  owner: form.text("owner"),
  reason: form.text("reason"),
  endsOn: form.text("endsOn"),
});

function orderOf(form: Form, zone: string): Record<string, unknown> {
  const { endsOn, ...typed } = typedOf(form);
  // The end of that day is the first instant of the next one. What is no date goes as it is: the API says so.
  const end = endsOn && (DateTime.fromISO(endsOn, { zone }).plus({ days: 1 }).toUTC().toISO() ?? endsOn);
  return { userId: form.text("userId"), ...typed, endsAt: end };
}

async function newHoldPage(c: PageContext, typed: TypedHold, problem?: Problem): Promise<Response> {
  const today = DateTime.fromJSDate(c.get("clock")(), { zone: c.get("zone") }).toISODate() ?? "";
  const status = problem?.status ?? 200;
  const its = { visitor: c.get("visitor"), idempotencyKey: randomUUID(), today, typed, problem };
  return page(c, "/holds/new", <NewHoldPage {...its} />, { status });
}

async function personPage(c: PageContext, found?: FoundHolds, problem?: Problem): Promise<Response> {
  const status = problem?.status ?? 200;
  const its = { visitor: c.get("visitor"), zone: c.get("zone"), found, problem };
  return page(c, "/holds/person", <PersonPage {...its} />, { status });
}
