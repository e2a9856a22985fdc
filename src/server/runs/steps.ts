import { approveRun } from "../../service/run/approve.js";
import { cancelRun } from "../../service/run/cancel.js";
import { pauseRun } from "../../service/run/pause.js";
import { resumeRun } from "../../service/run/resume.js";
import { retryRun } from "../../service/run/retry.js";
import type { Api } from "../api.js";
import { callSignal } from "../http/call-signal.js";
import { runView } from "./view.js";
import { jobContextOf } from "../http/job-context.js";
import { serve } from "../http/serve.js";
import * as RunSteps from "../../contracts/run-steps.js";

export function registerRunSteps(api: Api): void {
  serve(api, RunSteps.approve, async (c) => {
    const backend = c.get("backend");
    const { run } = c.req.valid("param");
    const approved = await approveRun(run, c.get("actor"), jobContextOf(backend), callSignal(c));
    return c.json(await runView(backend.app, approved), 200);
  });

  serve(api, RunSteps.cancel, async (c) => {
    const backend = c.get("backend");
    return c.json(
      await runView(backend.app, await cancelRun(c.req.valid("param").run, jobContextOf(backend))),
      200,
    );
  });

  serve(api, RunSteps.pause, async (c) => {
    const backend = c.get("backend");
    return c.json(
      await runView(backend.app, await pauseRun(c.req.valid("param").run, jobContextOf(backend))),
      200,
    );
  });

  serve(api, RunSteps.resume, async (c) => {
    const backend = c.get("backend");
    const { run } = c.req.valid("param");
    const resumed = await resumeRun(run, jobContextOf(backend), callSignal(c));
    return c.json(await runView(backend.app, resumed), 200);
  });

  serve(api, RunSteps.retry, async (c) => {
    const { run } = c.req.valid("param");
    const retried = await retryRun(run, jobContextOf(c.get("backend")), callSignal(c));
    return c.json({ run, retried }, 200);
  });

  serve(api, RunSteps.dismiss, async (c) => {
    const { run } = c.req.valid("param");
    return c.json({ run, dismissed: await c.get("backend").app.runs.dismissParked(run) }, 200);
  });
}
