import { cancelWatch } from "../../service/watch/cancel.js";
import type { ShownComeback } from "../../ledger/watches/comebacks.js";
import { DAY_MS } from "../../model/time.js";
import { orderWatch } from "../../service/watch/order.js";
import type { Api } from "../api.js";
import { pageOf } from "../http/cursor.js";
import { comebackView, patternView, watchItem, watchView } from "./view.js";
import * as Watches from "../../contracts/watches.js";
import { jobContextOf } from "../http/job-context.js";
import { serve } from "../http/serve.js";

export function registerWatches(api: Api): void {
  serve(api, Watches.create, async (c) => {
    const backend = c.get("backend");
    const { mode, fromApp, onComeback = "policy", apply: autoApply } = c.req.valid("json");
    const order = { mode, fromApp, onComeback, autoApply };
    const watch = await orderWatch(order, c.get("actor"), jobContextOf(backend), c.req.raw.signal);
    return c.json(await watchView(backend.app, watch), 201, { Location: `/v1/watches/${watch.id}` });
  });

  serve(api, Watches.list, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const found = await c.get("backend").app.watches.list({
      limit: limit + 1,
      ...(cursor !== undefined && { before: cursor }),
    });
    const { page, next } = pageOf(found, limit, ({ id }) => String(id));
    return c.json({ watches: page.map(watchItem), next }, 200);
  });

  serve(api, Watches.get, async (c) => {
    const { app } = c.get("backend");
    return c.json(await watchView(app, await app.watches.get(c.req.valid("param").watch)), 200);
  });

  serve(api, Watches.cancel, async (c) => {
    const backend = c.get("backend");
    const { watch } = c.req.valid("param");
    await cancelWatch(watch, jobContextOf(backend));
    return c.json(await watchView(backend.app, await backend.app.watches.get(watch)), 200);
  });

  serve(api, Watches.comebacks, async (c) => {
    const { watches } = c.get("backend").app;
    const { watch, days, limit, cursor } = c.req.valid("query");
    const found = await watches.comebacks({
      limit: limit + 1,
      ...(watch !== undefined && { watchId: watch }),
      ...(cursor !== undefined && { before: comebackAt(cursor) }),
    });
    const { page, next } = pageOf(found, limit, comebackCursor);
    const pattern = await watches.report(new Date(c.get("clock")().getTime() - days * DAY_MS));
    return c.json({ pattern: patternView(pattern), comebacks: page.map(comebackView), next }, 200);
  });
}

const comebackCursor = ({ seenAt, watchId, subject }: ShownComeback): string =>
  `${seenAt.getTime()}-${watchId}-${subject}`;

function comebackAt(cursor: string): Pick<ShownComeback, "seenAt" | "watchId" | "subject"> {
  const [at, watchId, subject = ""] = cursor.split("-");
  return { seenAt: new Date(Number(at)), watchId: Number(watchId), subject };
}
