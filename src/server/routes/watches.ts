import { z } from "@hono/zod-openapi";
import { ON_COMEBACKS, WATCH_MODES } from "../../model/kinds.js";
import { cancelWatch } from "../../../jobs/cancel-watch.js";
import type { ShownComeback } from "../../ledger/comebacks.js";
import { HEX_32_FORM } from "../../model/ids.js";
import { DAY_MS } from "../../model/time.js";
import { orderWatch } from "../../service/order-watch.js";
import type { Api } from "../api.js";
import { assertRole } from "../assert-role.js";
import { pageOf } from "../cursor.js";
import { paging } from "../fields.js";
import { json } from "../json.js";
import { problems } from "../problem.js";
import {
  ComebackSchema,
  comebackView,
  PatternSchema,
  patternView,
  WatchItemSchema,
  watchItem,
  WatchSchema,
  watchView,
} from "../watch-view.js";
import { contextOf } from "../working.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const tags = ["Watch"];
const LARGEST_ID = 2_147_483_647;
const serial = z.coerce.number().int().min(1).max(LARGEST_ID);
const WatchParam = z.object({ watch: serial.openapi({ description: "The watch's number." }) });

const WatchOrderSchema = z
  .strictObject({
    mode: z.enum(WATCH_MODES).default("watch").openapi({
      description:
        "`watch` looks who came back; `replay` applies all past erasures again, after a backup was restored or on another app.",
    }),
    fromApp: z
      .string()
      .regex(/^[\w-]{1,64}$/, "must be an app ID")
      .optional()
      .openapi({ description: "For a replay: the app whose erasures are applied. Without it, this one." }),
    onComeback: z.enum(ON_COMEBACKS).optional().openapi({
      description: "For a watch: what happens to whoever is back. Without it, what their policy says.",
    }),
    apply: z.boolean().default(false).openapi({
      description: "Scrub at once; otherwise the runs wait for approval. Needs the role approver.",
    }),
  })
  .refine(({ mode, fromApp }) => mode === "replay" || fromApp === undefined, {
    path: ["fromApp"],
    message: "is only for a replay",
  })
  .refine(({ mode, onComeback }) => mode === "watch" || onComeback === undefined, {
    path: ["onComeback"],
    message: "is only for a watch; a replay always scrubs",
  })
  .openapi("NewWatch");

const create = operation({
  method: "post",
  path: "/v1/watches",
  summary: "Look for erased people whose data came back, or apply all erasures again",
  description: "One at a time pages through the users. Whoever is to be scrubbed is listed into runs.",
  tags,
  role: "operator",
  action: "watches.create",
  idempotent: true,
  request: { body: { required: true, content: json(WatchOrderSchema) } },
  responses: {
    201: {
      description: "The watch as it was begun; follow it at the address in Location.",
      headers: z.object({ Location: z.string() }),
      content: json(WatchSchema),
    },
    ...problems(403, 409, 502),
  },
});

const list = operation({
  method: "get",
  path: "/v1/watches",
  summary: "Watches and replays, newest first",
  tags,
  role: "viewer",
  action: "watches.list",
  reads: true,
  request: {
    query: z.strictObject({
      limit: paging.limit,
      cursor: serial.optional().openapi({ description: "The `next` of the page before." }),
    }),
  },
  responses: {
    200: {
      description: "A page of them",
      content: json(z.object({ watches: z.array(WatchItemSchema), next: z.string().nullable() })),
    },
  },
});

const get = operation({
  method: "get",
  path: "/v1/watches/{watch}",
  summary: "One watch: how far it is, what it found, its runs",
  tags,
  role: "viewer",
  action: "watches.get",
  reads: true,
  request: { params: WatchParam },
  responses: { 200: { description: "The watch", content: json(WatchSchema) }, ...problems(404) },
});

const cancel = operation({
  method: "post",
  path: "/v1/watches/{watch}/cancel",
  summary: "Give a watch up, and the runs that it made",
  description: "What was begun is still finished and recorded; what was scrubbed stays scrubbed.",
  tags,
  role: "operator",
  action: "watches.cancel",
  idempotent: true,
  request: { params: WatchParam },
  responses: {
    200: { description: "The watch afterwards", content: json(WatchSchema) },
    ...problems(404, 409),
  },
});

const comebacks = operation({
  method: "get",
  path: "/v1/comebacks",
  summary: "Who came back, and what the comebacks have in common",
  description:
    "People appear as pseudonyms. The pattern is over new comebacks: whoever is still back is counted once.",
  tags,
  role: "viewer",
  action: "comebacks.list",
  reads: true,
  request: {
    query: z.strictObject({
      watch: serial.optional().openapi({ description: "Only what this watch or replay found." }),
      days: z.coerce
        .number()
        .int()
        .min(1)
        .max(3660)
        .default(30)
        .openapi({ description: "How far back the pattern looks." }),
      limit: paging.limit,
      cursor: z
        .string()
        .regex(
          new RegExp(String.raw`^\d{1,13}-\d{1,9}-${HEX_32_FORM}$`),
          "must be the `next` of an answer of this list",
        )
        .optional()
        .openapi({ description: "The `next` of the page before." }),
    }),
  },
  responses: {
    200: {
      description: "The pattern, and a page of comebacks, newest first",
      content: json(
        z.object({
          pattern: PatternSchema,
          comebacks: z.array(ComebackSchema),
          next: z.string().nullable(),
        }),
      ),
    },
  },
});

export function registerWatches(app: Api): void {
  serve(app, create, async (c) => {
    const desk = c.get("desk");
    const actor = c.get("actor");
    const { mode, fromApp, onComeback = "policy", apply: autoApply } = c.req.valid("json");
    // Whoever has runs approve themselves approves them.
    if (autoApply) assertRole(actor, "approver");
    const order = { mode, fromApp, onComeback, autoApply };
    const watch = await orderWatch(order, actor, contextOf(desk), c.req.raw.signal);
    return c.json(await watchView(desk.session, watch), 201, { Location: `/v1/watches/${watch.id}` });
  });

  serve(app, list, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const found = await c.get("desk").session.watches.list({
      limit: limit + 1,
      ...(cursor !== undefined && { before: cursor }),
    });
    const { page, next } = pageOf(found, limit, ({ id }) => String(id));
    return c.json({ watches: page.map(watchItem), next }, 200);
  });

  serve(app, get, async (c) => {
    const { session } = c.get("desk");
    return c.json(await watchView(session, await session.watches.get(c.req.valid("param").watch)), 200);
  });

  serve(app, cancel, async (c) => {
    const desk = c.get("desk");
    const { watch } = c.req.valid("param");
    await cancelWatch(watch, contextOf(desk));
    return c.json(await watchView(desk.session, await desk.session.watches.get(watch)), 200);
  });

  serve(app, comebacks, async (c) => {
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
