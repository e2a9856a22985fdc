import type { Actor } from "../../ledger/evidence/actor.js";
import type { Hold } from "../../ledger/holds/holds.js";
import type { HoldResult } from "../../model/hold-identity.js";
import { demandEndAhead, placeHold, type HoldTerms, type PlaceContext } from "./place.js";

/** What it came to for one person, in the order in which they were named. */
export type Placed = { result: Exclude<HoldResult, "refused">; hold: Hold } | { result: "refused" };

/**
 * Puts several people under legal holds. One who can't be held leaves the others held; one who is held on the same terms
 * already isn't held twice.
 * @param isUsable whether an ID can be one of TalkJS's.
 * @throws {INVALID.hold} when their end isn't ahead: then nobody is held.
 */
export async function placeHolds(
  { userIds, isUsable, ...terms }: HoldTerms & { userIds: string[]; isUsable: (id: string) => boolean },
  actor: Actor,
  context: PlaceContext,
): Promise<Placed[]> {
  const now = demandEndAhead(terms, context);
  const placed: Placed[] = [];
  for (const userId of userIds) {
    if (!isUsable(userId)) {
      placed.push({ result: "refused" });
      continue;
    }
    const same = await context.holds.standingLike(context.pseudonyms.subject(userId), terms, now);
    placed.push(
      same
        ? { result: "already_held", hold: same }
        : { result: "held", hold: await placeHold({ ...terms, userId }, actor, context) },
    );
  }
  return placed;
}
