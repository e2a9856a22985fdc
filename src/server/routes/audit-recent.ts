import { z } from "@hono/zod-openapi";
import { HEX_32, OUR_ID } from "../../model/ids.js";
import type { Api } from "../api.js";
import {
  recentActions,
  RecentActionsSchema,
  recentEntries,
  RecentEntriesSchema,
} from "../audit-recent-view.js";
import { paging } from "../fields.js";
import { json } from "../json.js";
import { LARGEST_RUN } from "../run-param.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const cursor = z.coerce
  .number()
  .int()
  .min(1)
  .max(Number.MAX_SAFE_INTEGER)
  .optional()
  .openapi({ description: "The `next` of the page before." });

const newestEntries = operation({
  method: "get",
  path: "/v1/audit/recent/entries",
  summary: "Entries about people, newest first, page by page",
  description: "Each with its place in the sealed log. The whole log as a file: `/v1/audit/entries`.",
  tags: ["Audit"],
  role: "viewer",
  action: "audit.recent",
  reads: true,
  request: {
    query: z.strictObject({
      run: z.coerce.number().int().min(1).max(LARGEST_RUN).optional(),
      subject: z
        .string()
        .regex(HEX_32, "must be a pseudonym: 64 hexadecimal digits")
        .optional()
        .openapi({ description: "The pseudonym that the entries have; each epoch has another one." }),
      limit: paging.limit,
      cursor,
    }),
  },
  responses: { 200: { description: "A page of them", content: json(RecentEntriesSchema) } },
});

const newestActions = operation({
  method: "get",
  path: "/v1/audit/recent/actions",
  summary: "Who asked for what, newest first, page by page",
  description: "Each with its place in the sealed log. Oldest first: `/v1/audit/actions`.",
  tags: ["Audit"],
  role: "viewer",
  action: "audit.recent",
  reads: true,
  request: {
    query: z.strictObject({
      actor: z
        .string()
        .regex(/^[A-Za-z][\w.-]{0,62}$/, "must be a name")
        .optional(),
      action: z
        .string()
        .regex(/^[A-Za-z_]{1,40}\.[\w-]{1,40}$/, "must be an action such as requests.create")
        .optional(),
      target: z
        .string()
        .regex(OUR_ID, "must be a number or an ID of ours")
        .optional()
        .openapi({ description: "What it was about, such as a run's number or a request's ID." }),
      limit: paging.limit,
      cursor,
    }),
  },
  responses: { 200: { description: "A page of them", content: json(RecentActionsSchema) } },
});

export function registerAuditRecent(app: Api): void {
  serve(app, newestEntries, async (c) =>
    c.json(await recentEntries(c.get("desk").session, c.req.valid("query")), 200),
  );
  serve(app, newestActions, async (c) =>
    c.json(await recentActions(c.get("desk").session, c.req.valid("query")), 200),
  );
}
