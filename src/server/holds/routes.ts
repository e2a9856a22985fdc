import { UserId } from "../../contracts/fields.js";
import { confirmHold } from "../../service/hold/confirm.js";
import { identifyAll } from "../../service/hold/identify-all.js";
import { liftHold } from "../../service/hold/lift.js";
import { placeHold } from "../../service/hold/place.js";
import { placeHolds } from "../../service/hold/place-several.js";
import type { Api } from "../api.js";
import { callSignal } from "../http/call-signal.js";
import { cursorOf, pageOf, positionOf } from "../http/cursor.js";
import { holdView } from "./view.js";
import * as Holds from "../../contracts/holds.js";
import { jobContextOf, ledgerContextOf } from "../http/job-context.js";
import { serve } from "../http/serve.js";

/** Nobody has that many; it only bounds the answer. */
const MOST_OF_ONE = 200;

const isUsable = (id: string): boolean => UserId.safeParse(id).success;

export function registerHolds(api: Api): void {
  serve(api, Holds.add, async (c) => {
    const { userId, ground, owner, reason = null, endsAt = null } = c.req.valid("json");
    const order = { userId, ground, owner, reason, endsAt };
    const hold = await placeHold(order, c.get("actor"), ledgerContextOf(c.get("backend")));
    return c.json(holdView(hold, c.get("clock")()), 201, { Location: `/v1/holds/${hold.id}` });
  });

  serve(api, Holds.addSeveral, async (c) => {
    const { userIds, ground, owner, reason = null, endsAt = null } = c.req.valid("json");
    const order = { userIds, isUsable, ground, owner, reason, endsAt };
    const placed = await placeHolds(order, c.get("actor"), ledgerContextOf(c.get("backend")));
    const now = c.get("clock")();
    const results = placed.map(({ result, ...its }) => ({
      result,
      hold: "hold" in its ? holdView(its.hold, now) : null,
    }));
    return c.json({ results }, 200);
  });

  serve(api, Holds.identify, async (c) => {
    const context = jobContextOf(c.get("backend"));
    const found = await identifyAll(c.req.valid("json").ids, context, callSignal(c));
    const now = c.get("clock")();
    return c.json({ holds: found.map((hold) => holdView(hold, now)) }, 200);
  });

  serve(api, Holds.confirm, async (c) => {
    const context = ledgerContextOf(c.get("backend"));
    const hold = await confirmHold(c.req.valid("param").id, c.get("actor"), context);
    return c.json(holdView(hold, c.get("clock")()), 200);
  });

  serve(api, Holds.list, async (c) => {
    const backend = c.get("backend");
    const { standing, limit, cursor } = c.req.valid("query");
    const now = c.get("clock")();
    const found = await backend.app.holds.list({
      standing: standing === "true",
      limit: limit + 1,
      now,
      ...(cursor !== undefined && { before: positionOf(cursor) }),
    });
    const { page, next } = pageOf(found, limit, cursorOf);
    return c.json({ holds: page.map((hold) => holdView(hold, now)), next }, 200);
  });

  serve(api, Holds.get, async (c) => {
    const backend = c.get("backend");
    return c.json(holdView(await backend.app.holds.get(c.req.valid("param").id), c.get("clock")()), 200);
  });

  serve(api, Holds.lift, async (c) => {
    const context = jobContextOf(c.get("backend"));
    const hold = await liftHold(c.req.valid("param").id, c.get("actor"), context);
    return c.json(holdView(hold, c.get("clock")()), 200);
  });

  serve(api, Holds.lookup, async (c) => {
    const backend = c.get("backend");
    const { pseudonyms, holds } = backend.app;
    const now = c.get("clock")();
    const subject = pseudonyms.subject(c.req.valid("json").userId);
    const found = await holds.list({ subject, limit: MOST_OF_ONE, now });
    const views = found.map((hold) => holdView(hold, now));
    return c.json({ subject, held: views.some(({ standing }) => standing), holds: views }, 200);
  });
}
