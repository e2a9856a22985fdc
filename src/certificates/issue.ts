import { failure } from "../base/errors.js";
import { RUN_APPROVED, RUN_CREATED, REQUEST_ENDED, REQUEST_RECEIVED } from "../model/actions.js";
import type { AuditAction } from "../ledger/evidence/actions.js";
import { entryOf, isErased, latestEntry, saltOf } from "./entries.js";
import { CertificateIssuer, type Issued } from "./certificate-issuer.js";
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
 * CERTIFICATE_CANCELLED | CERTIFICATE_UNRECORDED} and what `CertificateIssuer.issue` throws.
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
  const registrar = new CertificateIssuer(context);
  const ofRuns = new Map<number, Promise<AuditAction[]>>();
  const answer: IssuedForRequest = { certificates: [], without: [] };
  for (const subject of subjects) {
    if (only !== undefined && subject.subject !== only) continue;
    const entry = await entryOf(subject, context);
    const withheld = await whyNot(subject, entry, context);
    if (withheld) answer.without.push(withheld);
    else if (entry) {
      const ofRun = ofRuns.get(entry.runId) ?? runActions(entry.runId, context);
      ofRuns.set(entry.runId, ofRun);
      const actions = [...(await ofRun), ...ofRequest];
      answer.certificates.push(await registrar.issue({ entry, actions, salt: await saltOf(entry, context) }));
    }
  }
  return answer;
}

/**
 * The certificate of what one run did for one user, whether anybody had asked for it or not. It says nothing of a request.
 * @throws {RUN_NOT_FOUND | CERTIFICATE_NO_ENTRY | CERTIFICATE_NOT_VERIFIED | CERTIFICATE_SEEN_BY_PLAN |
 * CERTIFICATE_UNSALTED | EVIDENCE_KEY_MISSING |
 * EVIDENCE_KEY_DESTROYED} and what `CertificateIssuer.issue` throws.
 */
export async function issueForUser(runId: number, userId: string, context: IssuingContext): Promise<Issued> {
  const run = await context.runs.get(runId);
  const epoch = await context.keyring.of(run.epoch);
  const entry = await latestEntry(runId, epoch.subject(userId), context);
  if (!entry) throw failure("CERTIFICATE_NO_ENTRY");
  const { outcome, reason } = entry;
  if (!isErased(entry))
    throw failure("CERTIFICATE_NOT_VERIFIED", {
      outcome: reason === null ? outcome : `${outcome} (${reason})`,
    });
  if (entry.verification === "plan") throw failure("CERTIFICATE_SEEN_BY_PLAN", { run: runId });
  const salt = await saltOf(entry, context);
  return new CertificateIssuer(context).issue({ entry, actions: await runActions(runId, context), salt });
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
