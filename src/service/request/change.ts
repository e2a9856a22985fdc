import { SERVICE } from "../../ledger/evidence/actor.js";
import type { Executor } from "../../ledger/database.js";
import type { Request, Step } from "../../ledger/requests/requests.js";
import type { JobContext } from "../context.js";

/** What a step of a request works with. */
export type StepContext = Pick<JobContext, "requests" | "outbox" | "telemetry">;

/**
 * Takes a step with a request and writes down, in the same transaction, whom to tell.
 * @returns null when the request isn't in a state that allows the step.
 */
export async function changeRequest(tx: Executor, step: Step, context: StepContext): Promise<Request | null> {
  const stepped = await context.requests.step(tx, step);
  if (!stepped) return null;
  const [before, after] = stepped;
  await context.outbox.requestChanged(tx, after, before);
  context.telemetry.emit("request.changed", { request: after.id, state: after.state, code: after.code });
  return after;
}

/** Lets a request fail that could not even begin. For whoever asked it is in progress from then on, also when it is tried again. */
export async function failRequest(
  tx: Executor,
  { id, step }: { id: string; step: "resolve" | "begin" },
  code: string,
  context: StepContext & Pick<JobContext, "clock">,
): Promise<void> {
  const { begunAt } = await context.requests.lock(tx, id);
  const at = context.clock();
  const change = { code, begunAt: begunAt ?? at };
  await changeRequest(tx, { id, step, to: "failed", change, actor: SERVICE.name, at }, context);
}
