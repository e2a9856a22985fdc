import type { JobContext } from "../context.js";
import { resumeUnheld, type ResumeContext } from "../request/maintain.js";
import { startRequests, type StartContext } from "../request/start.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Hold } from "../../ledger/holds/holds.js";

type Context = StartContext & ResumeContext & Pick<JobContext, "holds">;

/**
 * Lifts a legal hold; requests that waited for it go on.
 * @throws {HOLD_NOT_FOUND | HOLD_STATE}
 */
export async function liftHold(id: string, actor: Actor, context: Context): Promise<Hold> {
  const lifted = await context.holds.lift(id, actor, context.clock());
  await resumeUnheld(context);
  // Not waited for: with Redis away, reconciling begins them.
  startRequests(context).catch(() => undefined);
  return lifted;
}
