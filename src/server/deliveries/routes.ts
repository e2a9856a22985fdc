import { retryDelivery } from "../../service/delivery/retry.js";
import type { Api } from "../api.js";
import { pageOf } from "../http/cursor.js";
import { deliveryView } from "./view.js";
import * as Deliveries from "../../contracts/deliveries.js";
import { ledgerContextOf } from "../http/job-context.js";
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
    const retried = await retryDelivery(c.req.valid("param").id, ledgerContextOf(c.get("backend")));
    return c.json(deliveryView(retried), 200);
  });
}
