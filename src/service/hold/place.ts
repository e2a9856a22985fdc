import { randomUUID } from "node:crypto";
import { failure } from "../../base/errors.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Hold, NewHold } from "../../ledger/holds/holds.js";
import type { JobContext } from "../context.js";
import { identifyJob } from "../jobs.js";
import { sealId } from "./kept-id.js";

/** What is said of everybody who is held with it. */
export type HoldTerms = Pick<NewHold, "ground" | "owner" | "reason" | "endsAt">;
export type HoldOrder = HoldTerms & { userId: string };

/** What placing works with; the queues are undefined where only the ledger was opened: reconciling fills them. */
export type PlaceContext = Pick<JobContext, "holds" | "pseudonyms" | "encryption" | "clock"> & {
  queues: JobContext["queues"] | undefined;
};

/**
 * Puts a person under a legal hold, by pseudonym. It stands at once, whoever they are: TalkJS is asked afterwards whether it
 * knows them, and until then their ID is kept, encrypted.
 * @throws {INVALID.hold} when its end isn't ahead.
 */
export async function placeHold(
  { userId, ...terms }: HoldOrder,
  actor: Actor,
  context: PlaceContext,
): Promise<Hold> {
  const { holds, pseudonyms, encryption, queues } = context;
  const now = demandEndAhead(terms, context);
  const place = { id: randomUUID(), subject: pseudonyms.subject(userId) };
  const sealed = sealId(place, userId, encryption);
  const added = await holds.add({ ...terms, ...place, sealed }, actor, now);
  // Not waited for: with Redis away, reconciling adds it.
  queues?.add(identifyJob, [{ hold: added.id }]).catch(() => undefined);
  return added;
}

/** @throws {INVALID.hold} */
export function demandEndAhead({ endsAt }: HoldTerms, { clock }: Pick<JobContext, "clock">): Date {
  const now = clock();
  if (endsAt && endsAt <= now)
    throw failure("INVALID.hold", {}, { errors: [{ path: "endsAt", problem: "is over" }] });
  return now;
}
