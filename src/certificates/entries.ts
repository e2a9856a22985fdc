import { failure } from "../base/errors.js";
import { FirstEpoch } from "../keys/epoch.js";
import type { AuditEntry } from "../ledger/evidence/entries.js";
import type { RequestSubject } from "../ledger/requests/requests.js";
import { isBlanked } from "../model/outcome.js";
import type { IssuingContext } from "./issuing-context.js";

/** What the run that worked on somebody of a request has recorded about them; undefined: it didn't come to them. */
export async function entryOf(
  { subject, evidence, runId }: RequestSubject,
  context: IssuingContext,
): Promise<AuditEntry | undefined> {
  return runId === null ? undefined : latestEntry(runId, evidence ?? subject, context);
}

/** What the last round of a run has recorded about somebody. @param pseudonym theirs in the evidence. */
export async function latestEntry(
  runId: number,
  pseudonym: string,
  { log }: Pick<IssuingContext, "log">,
): Promise<AuditEntry | undefined> {
  const entries = await log.entries.of([pseudonym]);
  return entries
    .filter((entry) => entry.runId === runId)
    .sort((one, other) => one.round - other.round)
    .at(-1);
}

export function isErased({ outcome }: AuditEntry): boolean {
  return isBlanked(outcome) || outcome === "scrubbed_in_part";
}

/** @throws {CERTIFICATE_UNSALTED | EVIDENCE_KEY_MISSING | EVIDENCE_KEY_DESTROYED | SEAL_BROKEN} */
export async function saltOf(
  { epoch: number, subject, salt }: AuditEntry,
  { keyring }: IssuingContext,
): Promise<Buffer> {
  const epoch = await keyring.of(number);
  if (salt === null || epoch instanceof FirstEpoch) throw failure("CERTIFICATE_UNSALTED");
  return epoch.saltOf(subject, salt);
}
