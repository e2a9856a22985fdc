import { failure } from "../../base/errors.js";
import { assertRole } from "../assert-role.js";
import type { JobContext } from "../context.js";
import { startWatch, type WatchOrder, type WatchContext } from "./start.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Watch } from "../../ledger/watches/watches.js";
import { preflight } from "../run/preflight.js";

/**
 * Begins a watch or a replay that somebody asked for, once TalkJS lets us in.
 * @throws {ROLE | FOUR_EYES | WATCH_ACTIVE | NOTHING_TO_REPLAY}, and what `preflight` throws: then there is no watch.
 */
export async function orderWatch(
  order: Omit<WatchOrder, "by">,
  actor: Actor,
  context: WatchContext & Pick<JobContext, "settings" | "talkjs">,
  signal: AbortSignal,
): Promise<Watch> {
  if (order.autoApply) {
    // Whoever has runs approve themselves approves them.
    assertRole(actor, "approver");
    if (context.settings.fourEyes) throw failure("FOUR_EYES.watch");
  }
  await preflight(context, signal);
  return context.watches.get(await startWatch({ ...order, by: actor.name }, context));
}
