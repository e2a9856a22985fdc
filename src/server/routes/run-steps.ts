import type { RunStep } from "../../model/run-life.js";
import { z } from "@hono/zod-openapi";
import type { Role } from "../../model/roles.js";
import { approveRun } from "../../service/approve-run.js";
import { cancelRun } from "../../service/cancel-run.js";
import { pauseRun } from "../../service/pause-run.js";
import { resumeRun } from "../../service/resume-run.js";
import { retryRun } from "../../service/retry-run.js";
import type { Api } from "../api.js";
import { json } from "../json.js";
import { patienceOf } from "../patience.js";
import { problems } from "../problem.js";
import { RunParam } from "../run-param.js";
import { runView, RunViewSchema } from "../run-view.js";
import { contextOf } from "../working.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

/** A step that a person takes in a run's life. */
const step = <Name extends Exclude<RunStep, "plan" | "expire" | "finish" | "stop">, Answer extends z.ZodType>(
  name: Name,
  role: Role,
  text: { summary: string; description: string },
  answer: Answer,
) =>
  operation({
    method: "post",
    path: `/v1/runs/{run}/${name}`,
    ...text,
    tags: ["Runs"],
    role,
    action: `runs.${name}`,
    idempotent: true,
    request: { params: RunParam },
    responses: {
      200: { description: "The run afterwards", content: json(answer) },
      ...problems(404, 409, 502),
    },
  });

const approve = step(
  "approve",
  "approver",
  {
    summary: "Apply a plan",
    description:
      "Lets the plan be applied, exactly as it stands. Where the settings want four eyes, not for whoever planned it.",
  },
  RunViewSchema,
);
const cancel = step(
  "cancel",
  "operator",
  {
    summary: "Give a run up",
    description: "What was begun is still finished and recorded; what was scrubbed stays scrubbed.",
  },
  RunViewSchema,
);
const pause = step(
  "pause",
  "operator",
  {
    summary: "Stop a run for now",
    description: "What is being edited is finished and recorded; then resume it.",
  },
  RunViewSchema,
);
const resume = step(
  "resume",
  "operator",
  {
    summary: "Go on with a stopped, paused or failed run",
    description: "Its error rate counts from here. A run that is at work or has ended stays as it is.",
  },
  RunViewSchema,
);
const retry = step(
  "retry",
  "operator",
  {
    summary: "Try the parked users of a run again",
    description: "Puts every parked user back to work; each is read before it is edited.",
  },
  z.object({ run: z.int(), retried: z.int() }),
);
const dismiss = step(
  "dismiss",
  "operator",
  {
    summary: "Forget the parked users of a finished run",
    description:
      "Their sealed IDs go, and nothing of the run can be tried again; the audit log keeps saying that they failed.",
  },
  z.object({ run: z.int(), dismissed: z.int() }),
);

export function registerRunSteps(app: Api): void {
  serve(app, approve, async (c) => {
    const desk = c.get("desk");
    const { run } = c.req.valid("param");
    const approved = await approveRun(run, c.get("actor"), contextOf(desk), patienceOf(c));
    return c.json(await runView(desk.session, approved), 200);
  });

  serve(app, cancel, async (c) => {
    const desk = c.get("desk");
    return c.json(
      await runView(desk.session, await cancelRun(c.req.valid("param").run, contextOf(desk))),
      200,
    );
  });

  serve(app, pause, async (c) => {
    const desk = c.get("desk");
    return c.json(
      await runView(desk.session, await pauseRun(c.req.valid("param").run, contextOf(desk))),
      200,
    );
  });

  serve(app, resume, async (c) => {
    const desk = c.get("desk");
    const { run } = c.req.valid("param");
    const resumed = await resumeRun(run, contextOf(desk), patienceOf(c));
    return c.json(await runView(desk.session, resumed), 200);
  });

  serve(app, retry, async (c) => {
    const { run } = c.req.valid("param");
    const retried = await retryRun(run, contextOf(c.get("desk")), patienceOf(c));
    return c.json({ run, retried }, 200);
  });

  serve(app, dismiss, async (c) => {
    const { run } = c.req.valid("param");
    return c.json({ run, dismissed: await c.get("desk").session.runs.dismissParked(run) }, 200);
  });
}
