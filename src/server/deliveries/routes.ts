import { nudgeDeliveries } from "../../service/delivery/nudge.js";
import { triesUntil } from "../../outbound/next-try.js";
import type { Api } from "../api.js";
import { pageOf } from "../http/cursor.js";
import { deliveryView } from "./view.js";
import * as Deliveries from "../../contracts/deliveries.js";
import { serve } from "../http/serve.js";

export function registerDeliveries(app: Api): void {
  serve(app, Deliveries.list, async (c) => {
    const { state, limit, cursor } = c.req.valid("query");
    const found = await c.get("desk").session.deliveries.list({
      limit: limit + 1,
      ...(state && { state }),
      ...(cursor !== undefined && { before: Number(cursor) }),
    });
    const { page, next } = pageOf(found, limit, ({ seq }) => String(seq));
    return c.json({ deliveries: page.map(deliveryView), next }, 200);
  });

  serve(app, Deliveries.get, async (c) => {
    const { deliveries } = c.get("desk").session;
    return c.json(deliveryView(await deliveries.get(c.req.valid("param").id)), 200);
  });

  serve(app, Deliveries.retry, async (c) => {
    const desk = c.get("desk");
    const now = c.get("clock")();
    const when = { nextAt: now, triesUntil: triesUntil(now) };
    const retried = await desk.session.deliveries.retry(c.req.valid("param").id, when);
    // Not waited for: reconciling finds the message in any case.
    if (desk.context) nudgeDeliveries(desk.context).catch(() => undefined);
    return c.json(deliveryView(retried), 200);
  });
}
