import { failure } from "../../base/errors.js";
import { assertRole } from "../assert-role.js";
import type { JobContext } from "../context.js";
import { createRun, type RunOrder, type RunContext } from "./create.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Run } from "../../ledger/runs/runs.js";
import { wantsWitness } from "../../policy/policy.js";
import { preflight } from "./preflight.js";

/**
 * Begins a run that somebody asked for, once TalkJS lets us in.
 * @throws {INVALID.nobody | ROLE | FOUR_EYES | SWEEP_ACTIVE | WITNESS_MISSING | WITNESS_UNSET}, what `preflight` throws, and what reading the IDs throws:
 * then there is no run.
 */
export async function orderRun(
  order: Omit<RunOrder, "by">,
  actor: Actor,
  context: RunContext & Pick<JobContext, "settings" | "talkjs" | "witness">,
  signal: AbortSignal,
): Promise<Run> {
  if (!order.ids && (order.kind === "erasure" || order.policy.select.ids)) throw nobody(order.kind);
  if (order.kind === "sweep" && order.autoApply) {
    // Whoever has a sweep approve itself approves it.
    assertRole(actor, "approver");
    if (context.settings.fourEyes) throw failure("FOUR_EYES.sweep");
  }
  if (wantsWitness(order.policy)) context.witness.demand();
  await preflight(context, signal);
  return context.runs.get(await createRun({ ...order, by: actor.name }, context));
}

function nobody(kind: RunOrder["kind"]) {
  const what = kind === "erasure" ? "an erasure names its users" : "the policy wants a list";
  return failure("INVALID.nobody", {}, { errors: [{ path: "userIds", problem: `is missing: ${what}` }] });
}
