import { failure } from "../../base/errors.js";
import { liftHold } from "../../service/hold/lift.js";
import type { Api } from "../api.js";
import { cursorOf, pageOf, positionOf } from "../http/cursor.js";
import { holdView } from "./view.js";
import * as Holds from "../../contracts/holds.js";
import { contextOf } from "../http/working.js";
import { serve } from "../http/serve.js";

/** Nobody has that many; it only bounds the answer. */
const MOST_OF_ONE = 200;

export function registerHolds(app: Api): void {
  serve(app, Holds.add, async (c) => {
    const desk = c.get("desk");
    const { session } = desk;
    const { userId, ground, owner, reason = null, endsAt = null } = c.req.valid("json");
    const now = c.get("clock")();
    if (endsAt && endsAt <= now) {
      throw failure("INVALID.hold", {}, { errors: [{ path: "endsAt", problem: "is over" }] });
    }
    const subject = session.pseudonyms.subject(userId);
    const hold = await session.holds.add({ subject, ground, owner, reason, endsAt }, c.get("actor"), now);
    return c.json(holdView(hold, now), 201, { Location: `/v1/holds/${hold.id}` });
  });

  serve(app, Holds.list, async (c) => {
    const desk = c.get("desk");
    const { standing, limit, cursor } = c.req.valid("query");
    const now = c.get("clock")();
    const found = await desk.session.holds.list({
      standing: standing === "true",
      limit: limit + 1,
      now,
      ...(cursor !== undefined && { before: positionOf(cursor) }),
    });
    const { page, next } = pageOf(found, limit, cursorOf);
    return c.json({ holds: page.map((hold) => holdView(hold, now)), next }, 200);
  });

  serve(app, Holds.get, async (c) => {
    const desk = c.get("desk");
    return c.json(holdView(await desk.session.holds.get(c.req.valid("param").id), c.get("clock")()), 200);
  });

  serve(app, Holds.lift, async (c) => {
    const context = contextOf(c.get("desk"));
    const hold = await liftHold(c.req.valid("param").id, c.get("actor"), context);
    return c.json(holdView(hold, c.get("clock")()), 200);
  });

  serve(app, Holds.lookup, async (c) => {
    const desk = c.get("desk");
    const { pseudonyms, holds } = desk.session;
    const now = c.get("clock")();
    const subject = pseudonyms.subject(c.req.valid("json").userId);
    const found = await holds.list({ subject, limit: MOST_OF_ONE, now });
    const views = found.map((hold) => holdView(hold, now));
    return c.json({ subject, held: views.some(({ standing }) => standing), holds: views }, 200);
  });
}
