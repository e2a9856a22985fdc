import { failure, isFailure } from "../../base/errors.js";
import { requestStatus } from "../../opendsr/status.js";
import { changeRequest, type StepContext } from "./change.js";
import type { JobContext } from "../context.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Request } from "../../ledger/requests/requests.js";

type Context = StepContext & Pick<JobContext, "requestSubjects" | "lookups" | "db" | "clock">;

/**
 * Gives a request up on which no run is at work. What was erased before stays erased and recorded.
 * @throws {REQUEST_NOT_FOUND | REQUEST_STATE}
 */
export async function cancelRequest(id: string, actor: Actor, context: Context): Promise<Request> {
  const at = context.clock();
  const cancelled = await context.db.transaction(async (tx) => {
    const step = { id, step: "cancel", to: "cancelled", actor: actor.name, at } as const;
    const changed = await changeRequest(tx, { ...step, change: { finishedAt: at } }, context);
    if (!changed) return null;
    await context.requestSubjects.forget(tx, id);
    await context.lookups.forget(tx, id);
    return changed;
  });
  if (cancelled) return cancelled;
  const { state } = await context.requests.get(id);
  throw failure("REQUEST_STATE.cancel", { state });
}

/** The same for a controller of OpenDSR, to whom a request can be given up only before it is begun. @throws {NOT_PENDING} */
export async function cancelPending(request: Request, actor: Actor, context: Context): Promise<Request> {
  if (requestStatus(request) !== "pending") throw failure("NOT_PENDING");
  return cancelRequest(request.id, actor, context).catch((error: unknown) => {
    throw isFailure(error, "REQUEST_STATE") ? failure("NOT_PENDING") : error;
  });
}
