import { failure } from "../base/errors.js";
import type { AuditAction } from "../ledger/evidence/actions.js";
import type { AuditEntry } from "../ledger/evidence/entries.js";
import { RUN_APPROVED, RUN_CREATED, REQUEST_ENDED, REQUEST_RECEIVED } from "../model/actions.js";
import { issuerRecord } from "../sealing/issuer.js";
import { comebacksAfter, type SeenAgain } from "./comebacks.js";
import { entryOf, isErased, latestEntry, saltOf } from "./entries.js";
import { issueAll, type CertificateBasis, type Issued } from "./issued.js";
import type { IssuingContext } from "./issuing-context.js";
import { whyNot, type Uncertified } from "./withheld.js";

export interface IssuedForRequest {
  certificates: Issued[];
  without: Uncertified[];
}

/**
 * A certificate for each person of a request whose erasure was verified. Issuing it again gives another file that says
 * the same, against a newer checkpoint.
 * @param only the pseudonym of one of them, as the request has it; undefined: everybody.
 * @throws {REQUEST_NOT_FOUND | CERTIFICATE_TOO_EARLY | CERTIFICATE_NOBODY |
 * CERTIFICATE_CANCELLED | CERTIFICATE_UNRECORDED} and what `issueAll` throws.
 */
export async function issueForRequest(
  requestId: string,
  context: IssuingContext,
  only?: string,
): Promise<IssuedForRequest> {
  const { request, subjects } = await context.requests.details(requestId);
  if (!request.finishedAt) throw failure("CERTIFICATE_TOO_EARLY", { state: request.state });
  if (subjects.length === 0) throw failure("CERTIFICATE_NOBODY");
  const ofRequest = await requestActions(requestId, request.state, context);
  const issuer = await issuerRecord(context.log);
  const ofRuns = new Map<number, Promise<AuditAction[]>>();
  const bases: CertificateBasis[] = [];
  const without: Uncertified[] = [];
  for (const subject of subjects) {
    if (only !== undefined && subject.subject !== only) continue;
    const entry = await entryOf(subject, context);
    const withheld = await whyNot(subject, entry, context);
    if (withheld) without.push(withheld);
    if (withheld || !entry) continue;
    const { sealed, openSince } = await comebacksAfter(entry, subject.subject, context, undefined);
    if (openSince) {
      without.push({ pseudonym: entry.subject, reason: "came_back", ground: openSince.toISOString() });
      continue;
    }
    const ofRun = ofRuns.get(entry.runId) ?? runActions(entry.runId, context);
    ofRuns.set(entry.runId, ofRun);
    const actions = [...(await ofRun), ...ofRequest];
    bases.push(await basisOf({ entry, actions, issuer, sealed, look: undefined }, context));
  }
  return { certificates: await issueAll(bases, context), without };
}

/**
 * The certificate of what one run did for one user, whether anybody had asked for it or not. It says nothing of a request.
 * @param look at the person, after which nothing of them was there.
 * @throws {RUN_NOT_FOUND | CERTIFICATE_NO_ENTRY | CERTIFICATE_NOT_VERIFIED | CERTIFICATE_SEEN_BY_PLAN |
 * CERTIFICATE_CAME_BACK | CERTIFICATE_UNSALTED | EVIDENCE_KEY_MISSING |
 * EVIDENCE_KEY_DESTROYED} and what `issueAll` throws.
 */
export async function issueForUser(
  runId: number,
  userId: string,
  context: IssuingContext,
  look?: { record: AuditAction; at: Date },
): Promise<Issued> {
  const run = await context.runs.get(runId);
  const epoch = await context.keyring.of(run.epoch);
  const entry = await latestEntry(runId, epoch.subject(userId), context);
  if (!entry) throw failure("CERTIFICATE_NO_ENTRY");
  const { outcome, reason } = entry;
  if (!isErased(entry))
    throw failure("CERTIFICATE_NOT_VERIFIED", {
      outcome: reason === null ? outcome : `${outcome} (${reason})`,
    });
  if (entry.verification === "plan" && !look) throw failure("CERTIFICATE_SEEN_BY_PLAN", { run: runId });
  const subject = context.pseudonyms.subject(userId);
  const { sealed, openSince } = await comebacksAfter(entry, subject, context, look?.at);
  if (openSince) throw failure("CERTIFICATE_CAME_BACK", { seenAt: openSince.toISOString() });
  const actions = await runActions(runId, context);
  const issuer = await issuerRecord(context.log);
  const basis = await basisOf({ entry, actions, issuer, sealed, look: look?.record }, context);
  const [issued] = await issueAll([basis], context);
  if (!issued) throw new Error("nothing was issued");
  return issued;
}

interface Gathered {
  entry: AuditEntry;
  /** The run's making and approval, the request's receipt and end: what there is of them, in this order. */
  actions: AuditAction[];
  issuer: AuditAction | undefined;
  sealed: SeenAgain[];
  look: AuditAction | undefined;
}

async function basisOf(
  { entry, actions, issuer, sealed, look }: Gathered,
  context: IssuingContext,
): Promise<CertificateBasis> {
  const ofComebacks = sealed.flatMap(({ seen, again }) => [
    { action: seen },
    ...(again ? [{ entry: again }] : []),
  ]);
  const one = (action: AuditAction | undefined) => (action ? [{ action }] : []);
  const evidence = [{ entry }, ...actions.flatMap(one), ...one(issuer), ...ofComebacks, ...one(look)];
  return { evidence, salt: await saltOf(entry, context) };
}

async function requestActions(id: string, state: string, { log }: IssuingContext): Promise<AuditAction[]> {
  const [received] = await log.actions.of(REQUEST_RECEIVED, id);
  const [ended] = await log.actions.of(REQUEST_ENDED, id);
  if (!ended && state === "cancelled") throw failure("CERTIFICATE_CANCELLED");
  if (!received || !ended) throw failure("CERTIFICATE_UNRECORDED");
  return [received, ended];
}

async function runActions(runId: number, { log }: IssuingContext): Promise<AuditAction[]> {
  const [created] = await log.actions.of(RUN_CREATED, runId);
  const [approved] = await log.actions.of(RUN_APPROVED, runId);
  if (!created) throw failure("CERTIFICATE_UNSALTED");
  return approved ? [created, approved] : [created];
}
