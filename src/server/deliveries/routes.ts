import { enqueueDeliveries } from "../../service/delivery/enqueue.js";
import { triesUntil } from "../../outbound/next-try.js";
import type { Api } from "../api.js";
import { pageOf } from "../http/cursor.js";
import { deliveryView } from "./view.js";
import * as Deliveries from "../../contracts/deliveries.js";
import { serve } from "../http/serve.js";

export function registerDeliveries(api: Api): void {
  serve(api, Deliveries.list, async (c) => {
    const { state, limit, cursor } = c.req.valid("query");
    const found = await c.get("backend").app.deliveries.list({
      limit: limit + 1,
      ...(state && { state }),
      ...(cursor !== undefined && { before: Number(cursor) }),
    });
    const { page, next } = pageOf(found, limit, ({ seq }) => String(seq));
    return c.json({ deliveries: page.map(deliveryView), next }, 200);
  });

  serve(api, Deliveries.get, async (c) => {
    const { deliveries } = c.get("backend").app;
    return c.json(deliveryView(await deliveries.get(c.req.valid("param").id)), 200);
  });

  serve(api, Deliveries.retry, async (c) => {
    const backend = c.get("backend");
    const now = c.get("clock")();
    const when = { nextAt: now, triesUntil: triesUntil(now) };
    const retried = await backend.app.deliveries.retry(c.req.valid("param").id, when);
    // Not waited for: reconciling finds the message in any case.
    if (backend.context) enqueueDeliveries(backend.context).catch(() => undefined);
    return c.json(deliveryView(retried), 200);
  });
}
