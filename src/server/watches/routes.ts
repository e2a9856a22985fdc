import { cancelWatch } from "../../service/watch/cancel.js";
import type { ShownComeback } from "../../ledger/watches/comebacks.js";
import { DAY_MS } from "../../model/time.js";
import { orderWatch } from "../../service/watch/order.js";
import type { Api } from "../api.js";
import { assertRole } from "../http/assert-role.js";
import { pageOf } from "../http/cursor.js";
import { comebackView, patternView, watchItem, watchView } from "./view.js";
import * as Watches from "../../contracts/watches.js";
import { contextOf } from "../http/working.js";
import { serve } from "../http/serve.js";

export function registerWatches(app: Api): void {
  serve(app, Watches.create, async (c) => {
    const desk = c.get("desk");
    const actor = c.get("actor");
    const { mode, fromApp, onComeback = "policy", apply: autoApply } = c.req.valid("json");
    // Whoever has runs approve themselves approves them.
    if (autoApply) assertRole(actor, "approver");
    const order = { mode, fromApp, onComeback, autoApply };
    const watch = await orderWatch(order, actor, contextOf(desk), c.req.raw.signal);
    return c.json(await watchView(desk.session, watch), 201, { Location: `/v1/watches/${watch.id}` });
  });

  serve(app, Watches.list, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const found = await c.get("desk").session.watches.list({
      limit: limit + 1,
      ...(cursor !== undefined && { before: cursor }),
    });
    const { page, next } = pageOf(found, limit, ({ id }) => String(id));
    return c.json({ watches: page.map(watchItem), next }, 200);
  });

  serve(app, Watches.get, async (c) => {
    const { session } = c.get("desk");
    return c.json(await watchView(session, await session.watches.get(c.req.valid("param").watch)), 200);
  });

  serve(app, Watches.cancel, async (c) => {
    const desk = c.get("desk");
    const { watch } = c.req.valid("param");
    await cancelWatch(watch, contextOf(desk));
    return c.json(await watchView(desk.session, await desk.session.watches.get(watch)), 200);
  });

  serve(app, Watches.comebacks, async (c) => {
    const { watches } = c.get("desk").session;
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
