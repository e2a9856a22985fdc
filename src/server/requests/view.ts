import type { RequestCounts } from "../../ledger/requests/counts.js";
import type { Request, RequestDetails } from "../../ledger/requests/requests.js";
import { SCOPE } from "../../model/scope.js";
import { daysLeft } from "../../requests/deadline.js";
import { instant } from "../http/instant.js";
import type { RequestItem, RequestView } from "../../contracts/requests.js";

/** A request as a list shows it. */
export function requestItem(request: Request, counts: RequestCounts | undefined, now: Date): RequestItem {
  const { subjects = 0, settled = 0, emails = 0, resolved = 0 } = counts ?? {};
  return {
    ...sharedOf(request, now),
    subjects: { total: subjects, settled },
    emails: { total: emails, resolved },
  };
}

/** @param joins IDs of other open requests about one of these people. */
export function requestView(details: RequestDetails, joins: string[], now: Date): RequestView {
  return {
    ...sharedOf(details.request, now),
    subjects: details.subjects.map((person) => ({
      subject: person.subject,
      state: person.state,
      outcome: person.outcome,
      reason: person.reason,
      fields: person.fields,
      remaining: person.remaining,
      verifiedAt: instant(person.verifiedAt),
      run: person.runId,
    })),
    emails: details.emails.map(({ matches, nearMisses, resolvedAt }) => ({
      matches: resolvedAt && matches,
      nearMisses: resolvedAt && nearMisses,
    })),
    events: details.events.map(({ at, state, code, actor }) => ({
      at: instant(at),
      state,
      code,
      actor,
    })),
    joins,
  };
}

function sharedOf(request: Request, now: Date) {
  const { extendedAt, extensionReason, finishedAt } = request;
  return {
    id: request.id,
    state: request.state,
    regulation: request.regulation,
    protocol: request.protocol,
    createdBy: request.createdBy,
    createdAt: instant(request.createdAt),
    receivedAt: instant(request.receivedAt),
    deadline: instant(request.deadline),
    daysLeft: finishedAt ? null : Math.floor(daysLeft(request.deadline, now)),
    extended: extendedAt && { at: instant(extendedAt), reason: extensionReason ?? "" },
    waitUntil: instant(request.waitUntil),
    reason: request.reason,
    policyDigest: request.policyDigest,
    scope: [...SCOPE],
    code: request.code,
    finishedAt: instant(finishedAt),
  };
}
