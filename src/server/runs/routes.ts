import { policyOfRun } from "../../erasure/encrypted-policy.js";
import { describePolicy } from "../../policy/describe.js";
import { resultsForUsers } from "../../service/run/results.js";
import { orderRun } from "../../service/run/order.js";
import type { Api } from "../api.js";
import { pageOf } from "../http/cursor.js";
import { paceView } from "./pace-view.js";
import * as Runs from "../../contracts/runs.js";
import { orderBody, orderOf } from "./order.js";
import { runProgress, runView, runViews } from "./view.js";
import { callSignal } from "../http/call-signal.js";
import { jobContextOf, ledgerContextOf } from "../http/job-context.js";
import { serve } from "../http/serve.js";

export function registerRuns(api: Api): void {
  serve(
    api,
    Runs.create,
    async (c) => {
      const backend = c.get("backend");
      const order = await orderOf(c);
      const run = await orderRun(order, c.get("actor"), jobContextOf(backend), callSignal(c));
      return c.json(await runView(backend.app, run), 201, { Location: `/v1/runs/${run.id}` });
    },
    { body: orderBody },
  );

  serve(api, Runs.list, async (c) => {
    const { app } = c.get("backend");
    const { active, limit, cursor } = c.req.valid("query");
    const { page, next } = active
      ? { page: await app.runs.active(), next: null }
      : pageOf(await app.runs.latest(limit + 1, cursor), limit, ({ id }) => String(id));
    return c.json({ runs: await runViews(app, page), next }, 200);
  });

  serve(api, Runs.get, async (c) => {
    const { app } = c.get("backend");
    return c.json(await runView(app, await app.runs.get(c.req.valid("param").run)), 200);
  });

  serve(api, Runs.progress, async (c) => {
    const { app } = c.get("backend");
    return c.json(await runProgress(app, await app.runs.get(c.req.valid("param").run)), 200);
  });

  serve(api, Runs.pace, async (c) => {
    const { app } = c.get("backend");
    return c.json(await paceView(app, await app.runs.get(c.req.valid("param").run)), 200);
  });

  serve(api, Runs.results, async (c) => {
    const { userIds } = c.req.valid("json");
    const context = ledgerContextOf(c.get("backend"));
    return c.json({ results: await resultsForUsers(c.req.valid("param").run, userIds, context) }, 200);
  });

  serve(api, Runs.policy, async (c) => {
    const { app } = c.get("backend");
    const run = await app.runs.get(c.req.valid("param").run);
    const lines = describePolicy(policyOfRun(run, app.ledger.encryption));
    return c.json({ policyDigest: run.policyDigest, policy: lines }, 200);
  });
}
