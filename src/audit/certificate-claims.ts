import { failure } from "../base/errors.js";
import type { Evidence } from "./certificate-evidence.js";
import { isTime } from "./certificate-time.js";
import type { Certificate, Claims } from "./certificate.js";

/** What no erasure through the API reaches; every certificate of the format says it in these words. */
const ALWAYS_REMAINS = [
  { what: "the user ID", why: "TalkJS neither changes nor deletes one" },
  { what: "the user's messages and conversations, and what others wrote", why: "only fields are blanked" },
  { what: "backups and logs of TalkJS", why: "nobody can reach them from outside" },
];

/** By what an outcome was seen. A plan is read before any edit: it only shows what was blank from the start. */
const LOOKS: Readonly<Record<string, readonly (string | null)[]>> = {
  scrubbed: ["list_page", "user"],
  already_blank: ["list_page", "user", "plan"],
};

/** What a certificate with this evidence says. The salt is in no leaf: whoever issues it adds it. */
export function claimsOf({ entry, created, approved, request }: Evidence, salt: string): Claims {
  const { appId, epoch, subject: pseudonym, runId, kind, round, outcome, fields } = entry;
  const { customKeys, policyDigest, attempts, at: recordedAt, toolVersion } = entry;
  const { createdBy, blanks, keeps } = created.detail;
  return {
    subject: { appId, epoch, pseudonym, salt },
    erasure: {
      runId,
      kind,
      round,
      outcome,
      method: outcome === "scrubbed" ? "overwrite" : "none needed",
      fields,
      customKeys,
      policyDigest,
      attempts,
      recordedAt,
      toolVersion,
    },
    verification: { method: entry.verification ?? "", verifiedAt: entry.verifiedAt ?? "" },
    run: {
      createdBy,
      createdAt: created.at,
      approvedBy: approved?.detail.approvedBy ?? null,
      approvedAt: approved?.at ?? null,
      automatic: approved?.detail.automatic ?? null,
      blanks,
      keeps,
    },
    request: request ? requestOf(request) : null,
    remains: remainsOf(keeps),
  };
}

/** What is still there after the erasure, and why: it is told with every certificate. */
export function remainsOf(keeps: Certificate["run"]["keeps"]): Certificate["remains"] {
  const kept = keeps.map(({ field, ground }) => ({
    what: field,
    why: ground ?? "the policy gives no ground",
  }));
  return [...ALWAYS_REMAINS, ...kept];
}

/**
 * Only what was read back blank is certified.
 * @throws CERTIFICATE_INVALID
 */
export function demandVerified({ entry }: Evidence): void {
  const { outcome, verification, verifiedAt, fields, remaining, reason } = entry;
  const looks = LOOKS[outcome];
  if (!looks)
    throw failure("CERTIFICATE_INVALID", { reason: `nobody is certified as ${JSON.stringify(outcome)}` });
  if (!looks.includes(verification) || verifiedAt === null || !isTime(verifiedAt))
    throw failure("CERTIFICATE_INVALID", {
      reason: `${outcome} can't be verified by ${JSON.stringify(verification)}`,
    });
  if (remaining.length > 0 || reason !== null)
    throw failure("CERTIFICATE_INVALID", {
      reason: `its entry says that something was left, and ${outcome}`,
    });
  if (fields.length > 0 !== (outcome === "scrubbed"))
    throw failure("CERTIFICATE_INVALID", {
      reason: `its entry contradicts itself: ${outcome} with ${fields.length} blanked fields`,
    });
}

function requestOf({ received, ended }: NonNullable<Evidence["request"]>): Certificate["request"] {
  const { regulation, protocol, createdBy, receivedAt, deadline } = received.detail;
  return {
    id: received.target,
    regulation,
    protocol,
    createdBy,
    receivedAt,
    recordedAt: received.at,
    deadline,
    state: ended.detail.state,
    endedAt: ended.at,
  };
}
