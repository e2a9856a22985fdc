import { openPolicy } from "../../erasure/sealed-policy.js";
import { describePolicy } from "../../policy/describe.js";
import { orderRun } from "../../service/run/order.js";
import type { Api } from "../api.js";
import { pageOf } from "../http/cursor.js";
import { paceView } from "./pace-view.js";
import * as Runs from "../../contracts/runs.js";
import { orderBody, orderOf } from "./order.js";
import { runProgress, runView, runViews } from "./view.js";
import { assertRole } from "../http/assert-role.js";
import { patienceOf } from "../http/patience.js";
import { contextOf } from "../http/working.js";
import { serve } from "../http/serve.js";

export function registerRuns(app: Api): void {
  serve(
    app,
    Runs.create,
    async (c) => {
      const desk = c.get("desk");
      const actor = c.get("actor");
      const order = await orderOf(c);
      // Whoever has a sweep approve itself approves it.
      if (order.kind === "sweep" && order.autoApply) assertRole(actor, "approver");
      const run = await orderRun(order, actor, contextOf(desk), patienceOf(c));
      return c.json(await runView(desk.session, run), 201, { Location: `/v1/runs/${run.id}` });
    },
    { body: orderBody },
  );

  serve(app, Runs.list, async (c) => {
    const { session } = c.get("desk");
    const { active, limit, cursor } = c.req.valid("query");
    const { page, next } = active
      ? { page: await session.runs.active(), next: null }
      : pageOf(await session.runs.latest(limit + 1, cursor), limit, ({ id }) => String(id));
    return c.json({ runs: await runViews(session, page), next }, 200);
  });

  serve(app, Runs.get, async (c) => {
    const { session } = c.get("desk");
    return c.json(await runView(session, await session.runs.get(c.req.valid("param").run)), 200);
  });

  serve(app, Runs.progress, async (c) => {
    const { session } = c.get("desk");
    return c.json(await runProgress(session, await session.runs.get(c.req.valid("param").run)), 200);
  });

  serve(app, Runs.pace, async (c) => {
    const { session } = c.get("desk");
    return c.json(await paceView(session, await session.runs.get(c.req.valid("param").run)), 200);
  });

  serve(app, Runs.policy, async (c) => {
    const { session } = c.get("desk");
    const run = await session.runs.get(c.req.valid("param").run);
    const lines = describePolicy(openPolicy(run, session.ledger.seal));
    return c.json({ policyDigest: run.policyDigest, policy: lines }, 200);
  });
}
