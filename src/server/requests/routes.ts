import type { Context } from "hono";
import { requestCounts } from "../../ledger/requests/counts.js";
import { cancelRequest } from "../../service/request/cancel.js";
import { extendRequest } from "../../service/request/extend.js";
import { orderRequest } from "../../service/request/order.js";
import { retryRequest } from "../../service/request/retry.js";
import type { Api } from "../api.js";
import { cursorOf, pageOf, positionOf } from "../http/cursor.js";
import type { ApiEnv } from "../backend.js";
import { identitiesOf } from "./order.js";
import * as Requests from "../../contracts/requests.js";
import type { RequestView } from "../../contracts/requests.js";
import { requestItem, requestView } from "./view.js";
import { jobContextOf } from "../http/job-context.js";
import { serve } from "../http/serve.js";

export function registerRequests(api: Api): void {
  serve(api, Requests.create, async (c) => {
    const body = c.req.valid("json");
    const { app, regulation, receivedAt, reason = null, policy } = body;
    const order = {
      ...{ id: c.get("callId"), app, regulation, receivedAt, reason, policy },
      ...identitiesOf(body),
    };
    const { id } = await orderRequest(order, c.get("actor"), jobContextOf(c.get("backend")));
    return c.json(await viewed(id, c), 201, { Location: `/v1/requests/${id}` });
  });

  serve(api, Requests.list, async (c) => {
    const backend = c.get("backend");
    const { app } = backend;
    const { cursor, limit, ...filter } = c.req.valid("query");
    const before = cursor === undefined ? undefined : positionOf(cursor);
    const found = await app.requests.list({ ...filter, before, limit: limit + 1 });
    const { page, next } = pageOf(found, limit, cursorOf);
    const counts = await requestCounts(
      app.ledger.db,
      page.map(({ id }) => id),
    );
    const now = c.get("clock")();
    return c.json(
      { requests: page.map((request) => requestItem(request, counts.get(request.id), now)), next },
      200,
    );
  });

  serve(api, Requests.get, async (c) => c.json(await viewed(c.req.valid("param").id, c), 200));

  serve(api, Requests.cancel, async (c) => {
    const { id } = c.req.valid("param");
    await cancelRequest(id, c.get("actor"), jobContextOf(c.get("backend")));
    return c.json(await viewed(id, c), 200);
  });

  serve(api, Requests.retry, async (c) => {
    const { id } = c.req.valid("param");
    await retryRequest(id, c.get("actor"), jobContextOf(c.get("backend")));
    return c.json(await viewed(id, c), 200);
  });

  serve(api, Requests.extend, async (c) => {
    const { id } = c.req.valid("param");
    const { reason } = c.req.valid("json");
    await extendRequest(id, reason, c.get("actor"), jobContextOf(c.get("backend")));
    return c.json(await viewed(id, c), 200);
  });
}

async function viewed(id: string, c: Context<ApiEnv>): Promise<RequestView> {
  const { requests, requestSubjects, ledger } = c.get("backend").app;
  const details = await requests.details(id);
  const subjects = details.subjects.map(({ subject }) => subject);
  const joins = details.request.finishedAt ? [] : await requestSubjects.openAbout(ledger.db, subjects, id);
  return requestView(details, joins, c.get("clock")());
}
