import { z } from "@hono/zod-openapi";
import type { RunStep } from "../model/run-lifecycle.js";
import type { Role } from "../model/roles.js";
import { json } from "./json.js";
import { problems } from "./problem.js";
import { RunParam, RunViewSchema } from "./runs.js";
import { operation } from "./operation.js";

/** A step that a person takes with a run. */
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

export const approve = step(
  "approve",
  "approver",
  {
    summary: "Apply a plan",
    description:
      "Lets the plan be applied, exactly as it stands. Where the settings want four eyes, not for whoever planned it.",
  },
  RunViewSchema,
);

export const cancel = step(
  "cancel",
  "operator",
  {
    summary: "Give a run up",
    description: "What was begun is still finished and recorded; what was scrubbed stays scrubbed.",
  },
  RunViewSchema,
);

export const pause = step(
  "pause",
  "operator",
  {
    summary: "Stop a run for now",
    description: "What is being edited is finished and recorded; then resume it.",
  },
  RunViewSchema,
);

export const resume = step(
  "resume",
  "operator",
  {
    summary: "Go on with a stopped, paused or failed run",
    description: "Its error rate counts from here. A run that is at work or has ended stays as it is.",
  },
  RunViewSchema,
);

export const retry = step(
  "retry",
  "operator",
  {
    summary: "Try the parked users of a run again",
    description: "Puts every parked user back to work; each is read before it is edited.",
  },
  z.object({ run: z.int(), retried: z.int() }),
);

export const dismiss = step(
  "dismiss",
  "operator",
  {
    summary: "Forget the parked users of a finished run",
    description:
      "Their encrypted IDs go, and nothing of the run can be tried again; the audit log keeps saying that they failed.",
  },
  z.object({ run: z.int(), dismissed: z.int() }),
);
