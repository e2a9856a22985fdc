import { z } from "@hono/zod-openapi";
import { liftHold } from "../../service/lift-hold.js";
import type { Api } from "../api.js";
import { cursorOf, pageOf, positionOf } from "../cursor.js";
import { paging, UserId, UuidParam } from "../fields.js";
import { HoldSchema, holdView, NewHoldSchema } from "../hold-view.js";
import { json } from "../json.js";
import { ApiError, problems } from "../problem.js";
import { contextOf } from "../working.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

/** Nobody has that many; it only bounds the answer. */
const MOST_OF_ONE = 200;

const tags = ["Legal holds"];
const one = json(HoldSchema);

const add = operation({
  method: "post",
  path: "/v1/holds",
  summary: "Put a person under a legal hold",
  description:
    "While it stands nothing of theirs is edited (GDPR Art. 17(3)); requests about them wait as held.",
  tags,
  role: "operator",
  action: "holds.add",
  idempotent: true,
  request: {
    body: {
      required: true,
      content: json(NewHoldSchema),
    },
  },
  responses: {
    201: {
      description: "The hold",
      headers: z.object({ Location: z.string() }),
      content: one,
    },
  },
});

const list = operation({
  method: "get",
  path: "/v1/holds",
  summary: "Legal holds, newest first",
  tags,
  role: "viewer",
  action: "holds.list",
  reads: true,
  request: {
    query: z.strictObject({
      standing: z
        .enum(["true", "false"])
        .default("false")
        .openapi({ description: "`true`: only those that hold now." }),
      ...paging,
    }),
  },
  responses: {
    200: {
      description: "A page of them",
      content: json(
        z.object({
          holds: z.array(HoldSchema),
          next: z.string().nullable().openapi({ description: "The cursor of the next page." }),
        }),
      ),
    },
  },
});

const get = operation({
  method: "get",
  path: "/v1/holds/{id}",
  summary: "One legal hold",
  tags,
  role: "viewer",
  action: "holds.get",
  reads: true,
  request: { params: UuidParam },
  responses: { 200: { description: "The hold", content: one }, ...problems(404) },
});

const lift = operation({
  method: "post",
  path: "/v1/holds/{id}/lift",
  summary: "Lift a legal hold",
  description: "Requests that wait for it go on.",
  tags,
  role: "operator",
  action: "holds.lift",
  idempotent: true,
  request: { params: UuidParam },
  responses: { 200: { description: "The hold afterwards", content: one }, ...problems(404, 409) },
});

const lookup = operation({
  method: "post",
  path: "/v1/holds/lookup",
  summary: "Legal holds on one person",
  description: "The user ID is turned into its pseudonym and stored nowhere.",
  tags,
  role: "viewer",
  action: "holds.lookup",
  reads: true,
  request: {
    body: {
      required: true,
      content: json(z.strictObject({ userId: UserId })),
    },
  },
  responses: {
    200: {
      description: "Their holds, newest first",
      content: json(z.object({ subject: z.string(), held: z.boolean(), holds: z.array(HoldSchema) })),
    },
  },
});

export function registerHolds(app: Api): void {
  serve(app, add, async (c) => {
    const desk = c.get("desk");
    const { session } = desk;
    const { userId, ground, owner, reason = null, endsAt = null } = c.req.valid("json");
    const now = c.get("clock")();
    if (endsAt && endsAt <= now) {
      throw new ApiError(422, "INVALID", "A hold must end in the future.", undefined, [
        { path: "endsAt", problem: "is over" },
      ]);
    }
    const subject = session.pseudonyms.subject(userId);
    const hold = await session.holds.add({ subject, ground, owner, reason, endsAt }, c.get("actor"), now);
    return c.json(holdView(hold, now), 201, { Location: `/v1/holds/${hold.id}` });
  });

  serve(app, list, async (c) => {
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

  serve(app, get, async (c) => {
    const desk = c.get("desk");
    return c.json(holdView(await desk.session.holds.get(c.req.valid("param").id), c.get("clock")()), 200);
  });

  serve(app, lift, async (c) => {
    const context = contextOf(c.get("desk"));
    const hold = await liftHold(c.req.valid("param").id, c.get("actor"), context);
    return c.json(holdView(hold, c.get("clock")()), 200);
  });

  serve(app, lookup, async (c) => {
    const desk = c.get("desk");
    const { pseudonyms, holds } = desk.session;
    const now = c.get("clock")();
    const subject = pseudonyms.subject(c.req.valid("json").userId);
    const found = await holds.list({ subject, limit: MOST_OF_ONE, now });
    const views = found.map((hold) => holdView(hold, now));
    return c.json({ subject, held: views.some(({ standing }) => standing), holds: views }, 200);
  });
}
