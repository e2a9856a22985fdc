import { approveRun } from "../../service/run/approve.js";
import { cancelRun } from "../../service/run/cancel.js";
import { pauseRun } from "../../service/run/pause.js";
import { resumeRun } from "../../service/run/resume.js";
import { retryRun } from "../../service/run/retry.js";
import type { Api } from "../api.js";
import { patienceOf } from "../http/patience.js";
import { runView } from "./view.js";
import { contextOf } from "../http/working.js";
import { serve } from "../http/serve.js";
import * as RunSteps from "../../contracts/run-steps.js";

export function registerRunSteps(app: Api): void {
  serve(app, RunSteps.approve, async (c) => {
    const desk = c.get("desk");
    const { run } = c.req.valid("param");
    const approved = await approveRun(run, c.get("actor"), contextOf(desk), patienceOf(c));
    return c.json(await runView(desk.session, approved), 200);
  });

  serve(app, RunSteps.cancel, async (c) => {
    const desk = c.get("desk");
    return c.json(
      await runView(desk.session, await cancelRun(c.req.valid("param").run, contextOf(desk))),
      200,
    );
  });

  serve(app, RunSteps.pause, async (c) => {
    const desk = c.get("desk");
    return c.json(
      await runView(desk.session, await pauseRun(c.req.valid("param").run, contextOf(desk))),
      200,
    );
  });

  serve(app, RunSteps.resume, async (c) => {
    const desk = c.get("desk");
    const { run } = c.req.valid("param");
    const resumed = await resumeRun(run, contextOf(desk), patienceOf(c));
    return c.json(await runView(desk.session, resumed), 200);
  });

  serve(app, RunSteps.retry, async (c) => {
    const { run } = c.req.valid("param");
    const retried = await retryRun(run, contextOf(c.get("desk")), patienceOf(c));
    return c.json({ run, retried }, 200);
  });

  serve(app, RunSteps.dismiss, async (c) => {
    const { run } = c.req.valid("param");
    return c.json({ run, dismissed: await c.get("desk").session.runs.dismissParked(run) }, 200);
  });
}
