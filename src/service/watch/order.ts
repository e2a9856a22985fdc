import type { JobContext } from "../context.js";
import { startWatch, type WatchOrder } from "./start.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Watch } from "../../ledger/watches/watches.js";
import { preflight } from "../run/preflight.js";
import { FourEyesError } from "../run/errors.js";

/**
 * Begins a watch or a replay that somebody asked for, once TalkJS lets us in.
 * @throws {FourEyesError | WatchActiveError | NothingToReplayError}, and what `preflight` throws: then there is no watch.
 */
export async function orderWatch(
  order: Omit<WatchOrder, "by">,
  actor: Actor,
  context: JobContext,
  signal: AbortSignal,
): Promise<Watch> {
  if (context.settings.fourEyes && order.autoApply) {
    throw new FourEyesError(
      "A watch can't approve its runs itself here: who plans a run isn't who approves it.",
    );
  }
  await preflight(context, signal);
  return context.watches.get(await startWatch({ ...order, by: actor.name }, context));
}
