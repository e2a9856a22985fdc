import { PUBLIC_PROFILE } from "../model/scope.js";
import { MOST_LOOKED_AT } from "../talkjs/witness/witness.js";
import type { User } from "../talkjs/user.js";
import type { BatchWork } from "./batch-work.js";
import type { Settled } from "./row-result.js";
import type { AtRest } from "./settlements.js";

/** What an entry says of it: the second witness has looked and found nothing that was to go. */
const SEEN_BLANK = { place: PUBLIC_PROFILE, erased: 0, remaining: 0, reason: null };

/**
 * Has the second witness look at whoever was read back at rest, where the policy wants that. It hasn't ended for whom it
 * still sees something of; when nobody may wait any more it has failed for them.
 * @throws {WITNESS_…}; then nothing is settled.
 */
export async function confirmAtRest(work: BatchWork): Promise<void> {
  const { witness } = work.batch;
  if (!witness) return;
  const { signal } = work.options;
  const people = work.settlements.atRest();
  for (let from = 0; from < people.length; from += MOST_LOOKED_AT) {
    const some = people.slice(from, from + MOST_LOOKED_AT);
    const seen = await witness.look(
      some.map(({ id }) => id),
      signal,
    );
    for (const person of some) confirm(person, seen.get(person.id) ?? null, work);
  }
}

function confirm({ user, end }: AtRest, seen: User | null, work: BatchWork): void {
  const { policy, trials } = work.batch;
  const fields = seen ? Object.keys(policy.judge(seen, trials).edit) : [];
  if (seen && fields.length === 0) work.settlements.settle(user, { ...end, places: [SEEN_BLANK] });
  // What reads show can be ahead of what chat participants are shown.
  else if (work.mayWait) work.waitFor(user);
  else work.settlements.settle(user, unconfirmed(end, seen ? "WITNESS_SAW" : "WITNESS_UNSEEN", fields));
}

/** What was blanked and still shows stays in doubt: a retry that finds it gone records it. */
function unconfirmed(end: Settled, reason: string, shown: string[]): Settled {
  const { reading, keys = [] } = end;
  const keysOf = (fields: string[]) => (fields.includes("custom") ? keys : []);
  const fields = end.fields.filter((field) => !shown.includes(field));
  const doubtful = end.fields.filter((field) => shown.includes(field));
  return {
    ...{ outcome: "failed", reason, reading, fields, keys: keysOf(fields) },
    remaining: [...new Set([...shown, ...end.remaining])],
    inDoubt: { fields: doubtful, customKeys: keysOf(doubtful) },
    places: [{ ...SEEN_BLANK, remaining: shown.length, reason }],
  };
}
