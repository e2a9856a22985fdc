import { failure } from "../../base/errors.js";
import type { JobContext } from "../context.js";
import { createRun, type RunOrder } from "./create.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Run } from "../../ledger/runs/runs.js";
import { preflight } from "./preflight.js";

/**
 * Begins a run that somebody asked for, once TalkJS lets us in.
 * @throws {FOUR_EYES | SWEEP_ACTIVE}, what `preflight` throws, and what reading the IDs throws: then there is no run.
 */
export async function orderRun(
  order: Omit<RunOrder, "by">,
  actor: Actor,
  context: JobContext,
  signal: AbortSignal,
): Promise<Run> {
  if (context.settings.fourEyes && order.kind === "sweep" && order.autoApply) {
    throw failure("FOUR_EYES.sweep");
  }
  await preflight(context, signal);
  return context.runs.get(await createRun({ ...order, by: actor.name }, context));
}
