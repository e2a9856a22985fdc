import type { AuditEntry } from "../../ledger/evidence/entries.js";
import type { Hold } from "../../ledger/holds/holds.js";
import type { Suppressed } from "../../ledger/watches/suppression.js";
import type { EpochState } from "../../keys/keyring.js";
import { placesOf, type Place } from "../../sealing/places.js";
import type { JobContext } from "../context.js";

/** Holds on one person that are told; the list of holds has the rest. */
const MOST_HOLDS = 100;

/** All that the ledger knows of one person, by pseudonym. */
export interface PersonFacts {
  subject: string;
  /** In every epoch whose key there still is. */
  entries: AuditEntry[];
  /** Of those entries that are sealed, by ID. */
  places: Map<number, Place>;
  epochs: EpochState[];
  /** IDs. */
  requests: string[];
  holds: Hold[];
  suppression: Suppressed | undefined;
}

/** The user ID is stored nowhere. */
export async function lookUpPerson(
  userId: string,
  context: Pick<
    JobContext,
    "pseudonyms" | "keyring" | "entries" | "log" | "requestSubjects" | "holds" | "suppression" | "clock"
  >,
): Promise<PersonFacts> {
  const { pseudonyms, keyring, entries, log, requestSubjects, holds, suppression, clock } = context;
  const subject = pseudonyms.subject(userId);
  const epochs = await keyring.states();
  const found = await entries.of(epochs.flatMap(({ epoch }) => (epoch ? [epoch.subject(userId)] : [])));
  const ids = found.map(({ id }) => id);
  return {
    subject,
    entries: found,
    places: await placesOf("entry", ids, log),
    epochs,
    requests: await requestSubjects.about(subject),
    holds: await holds.list({ subject, limit: MOST_HOLDS, now: clock() }),
    suppression: await suppression.of(subject),
  };
}
