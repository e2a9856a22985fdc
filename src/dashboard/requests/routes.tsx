import * as Deliveries from "../../contracts/deliveries.js";
import * as Requests from "../../contracts/requests.js";
import type { Router } from "../router.js";
import { oneOf, param } from "../params.js";
import { page } from "../render.js";
import { DeliveriesPage, DELIVERY_CHOICES } from "./deliveries-page.js";
import { filterOf, queryOf } from "./list-filter.js";
import { RequestListPage } from "./list-page.js";
import { registerNewRequest } from "./new-routes.js";
import { registerRequest } from "./request-routes.js";

/** Erasure requests, and what other systems are told about them. */
export function registerRequestPages(app: Router): void {
  app.get("/requests", async (c) => {
    const filter = filterOf(c);
    const cursor = c.req.query("cursor");
    const list = await c
      .get("api")
      .page(Requests.list, { query: { ...queryOf(filter, c.get("clock")()), cursor } });
    const viewing = { visitor: c.get("visitor"), zone: c.get("zone"), isLater: cursor !== undefined };
    return page(c, "/requests", <RequestListPage {...list} filter={filter} {...viewing} />);
  });

  app.get("/requests/deliveries", async (c) => {
    const state = oneOf(DELIVERY_CHOICES, c.req.query("state")) ?? "parked";
    const cursor = c.req.query("cursor");
    const query = { cursor, ...(state !== "all" && { state }) };
    const list = await c.get("api").page(Deliveries.list, { query });
    const viewing = { c, visitor: c.get("visitor"), zone: c.get("zone"), now: c.get("clock")() };
    const body = <DeliveriesPage {...list} state={state} isLater={cursor !== undefined} {...viewing} />;
    return page(c, "/requests/deliveries", body);
  });

  app.post("/requests/deliveries/:id/retry", async (c) => {
    await c.get("api").call(Deliveries.retry, { params: { id: param(c, "id") } });
    return c.redirect("/requests/deliveries?done=retried", 303);
  });

  registerNewRequest(app);
  registerRequest(app);
}
