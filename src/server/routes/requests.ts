import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { requestCounts } from "../../ledger/request-counts.js";
import { REQUEST_STATES } from "../../model/request-life.js";
import { EXTENSIONS, REGULATIONS } from "../../model/law.js";
import { cancelRequest } from "../../service/cancel-request.js";
import { createRequest } from "../../service/create-request.js";
import { extendRequest } from "../../service/extend-request.js";
import { retryRequest } from "../../service/retry-request.js";
import type { Api } from "../api.js";
import { cursorOf, pageOf, positionOf } from "../cursor.js";
import type { ApiEnv } from "../desk.js";
import { Instant, paging, UuidParam } from "../fields.js";
import { json } from "../json.js";
import { ApiError, problems } from "../problem.js";
import { policyNamed } from "../policy-field.js";
import { identitiesOf, receivedAtOf, RequestExtensionSchema, RequestOrderSchema } from "../request-order.js";
import {
  requestItem,
  RequestItemSchema,
  requestView,
  RequestViewSchema,
  type RequestView,
} from "../request-view.js";
import { contextOf } from "../working.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const tags = ["Erasure requests"];
const view = json(RequestViewSchema);

const create = operation({
  method: "post",
  path: "/v1/requests",
  summary: "Ask for the erasure of one or many people",
  tags,
  role: "operator",
  action: "requests.create",
  idempotent: true,
  request: {
    body: { required: true, content: json(RequestOrderSchema) },
  },
  responses: {
    201: {
      description: "The request as it was accepted; follow it at the address in Location.",
      headers: z.object({ Location: z.string() }),
      content: view,
    },
    ...problems(404),
  },
});

const list = operation({
  method: "get",
  path: "/v1/requests",
  summary: "Erasure requests, newest first",
  tags,
  role: "viewer",
  action: "requests.list",
  reads: true,
  request: {
    query: z.strictObject({
      state: z.enum(REQUEST_STATES).optional(),
      regulation: z.enum(REGULATIONS).optional(),
      dueBefore: Instant.optional().openapi({
        description: "Only open ones whose deadline isn't after this time.",
      }),
      ...paging,
    }),
  },
  responses: {
    200: {
      description: "A page of them",
      content: json(
        z.object({
          requests: z.array(RequestItemSchema),
          next: z.string().nullable().openapi({ description: "The cursor of the next page." }),
        }),
      ),
    },
  },
});

const get = operation({
  method: "get",
  path: "/v1/requests/{id}",
  summary: "One erasure request",
  tags,
  role: "viewer",
  action: "requests.get",
  reads: true,
  request: { params: UuidParam },
  responses: { 200: { description: "The request", content: view }, ...problems(404) },
});

/** A step that a person takes in a request's life. */
const step = <Name extends "cancel" | "retry" | "extend">(
  name: Name,
  summary: string,
  description: string,
) => ({
  method: "post" as const,
  path: `/v1/requests/{id}/${name}` as const,
  summary,
  description,
  tags,
  role: "operator" as const,
  action: `requests.${name}` as const,
  idempotent: true as const,
  responses: { 200: { description: "The request afterwards", content: view }, ...problems(404, 409) },
});

const cancel = operation({
  ...step(
    "cancel",
    "Give a request up",
    "Possible until its work begins, and again when it is held or has failed. What was erased stays erased.",
  ),
  request: { params: UuidParam },
});

const retry = operation({
  ...step("retry", "Try a failed request again", "Only what was not done is done again."),
  request: { params: UuidParam },
});

const extend = operation({
  ...step(
    "extend",
    "Extend a request's deadline",
    `Once, before the first deadline has passed: by ${EXTENSIONS}. The person ` +
      "must be told, with the reasons.",
  ),
  request: {
    params: UuidParam,
    body: {
      required: true,
      content: json(RequestExtensionSchema),
    },
  },
});

export function registerRequests(app: Api): void {
  serve(app, create, async (c) => {
    const desk = c.get("desk");
    const context = contextOf(desk);
    const body = c.req.valid("json");
    if (body.app !== undefined && body.app !== context.appId) {
      throw new ApiError(404, "UNKNOWN_APP", "This service works on another app.");
    }
    const order = {
      id: c.get("callId"),
      ...identitiesOf(body),
      regulation: body.regulation,
      receivedAt: receivedAtOf(body, c.get("clock")()),
      reason: body.reason ?? null,
      protocol: "v1" as const,
    };
    const { policies } = desk;
    const policy = body.policy === undefined ? policies.erasure : policyNamed(body.policy, policies);
    const { id } = await createRequest(order, c.get("actor"), context, policy);
    return c.json(await viewed(id, c), 201, { Location: `/v1/requests/${id}` });
  });

  serve(app, list, async (c) => {
    const desk = c.get("desk");
    const { session } = desk;
    const { cursor, limit, ...filter } = c.req.valid("query");
    const before = cursor === undefined ? undefined : positionOf(cursor);
    const found = await session.requests.list({ ...filter, before, limit: limit + 1 });
    const { page, next } = pageOf(found, limit, cursorOf);
    const counts = await requestCounts(
      session.ledger.db,
      page.map(({ id }) => id),
    );
    const now = c.get("clock")();
    return c.json(
      { requests: page.map((request) => requestItem(request, counts.get(request.id), now)), next },
      200,
    );
  });

  serve(app, get, async (c) => c.json(await viewed(c.req.valid("param").id, c), 200));

  serve(app, cancel, async (c) => {
    const { id } = c.req.valid("param");
    await cancelRequest(id, c.get("actor"), contextOf(c.get("desk")));
    return c.json(await viewed(id, c), 200);
  });

  serve(app, retry, async (c) => {
    const { id } = c.req.valid("param");
    await retryRequest(id, c.get("actor"), contextOf(c.get("desk")));
    return c.json(await viewed(id, c), 200);
  });

  serve(app, extend, async (c) => {
    const { id } = c.req.valid("param");
    const { reason } = c.req.valid("json");
    await extendRequest(id, reason, c.get("actor"), contextOf(c.get("desk")));
    return c.json(await viewed(id, c), 200);
  });
}

async function viewed(id: string, c: Context<ApiEnv>): Promise<RequestView> {
  const { requests, requestSubjects, ledger } = c.get("desk").session;
  const details = await requests.details(id);
  const subjects = details.subjects.map(({ subject }) => subject);
  const joins = details.request.finishedAt ? [] : await requestSubjects.openAbout(ledger.db, subjects, id);
  return requestView(details, joins, c.get("clock")());
}
