import { failure } from "../base/errors.js";
import { PUBLIC_PROFILE } from "../model/scope.js";
import { TALKJS_ORIGIN } from "../model/talkjs-origin.js";
import type { Entry, Evidence } from "./certificate-evidence.js";
import type { Certificate2, Claims1, Claims2 } from "./certificate-formats.js";
import { isTime } from "./certificate-time.js";
import { actionFormat, entryFormat } from "./leaf.js";
import { remains1, remains2 } from "./remains.js";

/** The scope of erasures of before it was recorded. */
const PROFILE = ["profile"];

/** By what an outcome was seen. A plan is read before any edit: it only shows what was blank from the start. */
const LOOKS: Readonly<Record<string, readonly (string | null)[]>> = {
  scrubbed: ["list_page", "user"],
  scrubbed_in_part: ["list_page", "user", "plan"],
  already_blank: ["list_page", "user", "plan"],
};

/** What a certificate of the first format with this evidence says. The salt is in no leaf: whoever issues it adds it. */
export function claims1(evidence: Evidence, salt: string): Claims1 {
  const { entry, created } = evidence;
  const { appId, epoch, subject: pseudonym } = entry;
  return {
    subject: { appId, epoch, pseudonym, salt },
    erasure: erasureOf(entry),
    ...claimsOf(evidence),
    remains: remains1(created.detail.keeps),
  };
}

/** What a certificate of the second format with this evidence says. */
export function claims2(evidence: Evidence, salt: string): Claims2 {
  const { entry, created, issuer, comebacks, look } = evidence;
  const { appId, epoch, subject: pseudonym, remaining } = entry;
  const { keeps } = created.detail;
  const isNew = entry.format === entryFormat(2);
  const said = created.format === actionFormat(2) ? created.detail : undefined;
  const scope = said?.scope ?? PROFILE;
  const idLooksLike = (isNew ? entry.idLooksLike : null) ?? look?.detail.idLooksLike ?? null;
  return {
    api: said ? { origin: said.api, rehearsal: said.api !== TALKJS_ORIGIN } : null,
    issuer: issuer?.detail ?? null,
    personal: said?.personal ?? null,
    scope,
    subject: { appId, epoch, pseudonym, salt, idLooksLike },
    erasure: { ...erasureOf(entry), remaining, places: isNew ? entry.places : [] },
    comebacks: comebacks.map(({ seen: { detail }, again }) => ({
      seenAt: detail.seenAt,
      fields: detail.fields,
      erasedAgain: again ? { runId: again.runId, verifiedAt: again.verifiedAt ?? "" } : null,
    })),
    look: look ? { at: look.detail.seenAt } : null,
    ...claimsOf(evidence),
    remains: remains2({ keeps, scope, remaining, idLooksLike }),
  };
}

function erasureOf(entry: Entry): Claims1["erasure"] {
  const { runId, kind, round, outcome, fields, customKeys, policyDigest, attempts, at, toolVersion } = entry;
  const work = { runId, kind, round, outcome, fields, customKeys, policyDigest, attempts, toolVersion };
  return { ...work, method: fields.length > 0 ? "overwrite" : "none needed", recordedAt: at };
}

function claimsOf({ entry, created, approved, request }: Evidence) {
  const { createdBy, blanks, keeps } = created.detail;
  return {
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
  };
}

/**
 * Only what was read back blank is certified: of a plan alone in the first format, in the second never. Data that came
 * back was erased again, or a look shows that it is gone.
 * @throws CERTIFICATE_INVALID
 */
export function demandVerified({ entry, comebacks, look }: Evidence, certificate: 1 | 2): void {
  demandSeen(entry, look !== undefined, certificate);
  if (look && look.detail.remaining.length > 0) throw invalid("the look found something");
  for (const { seen, again } of comebacks) demandGone(seen.detail.seenAt, again, look?.detail.seenAt);
}

function demandSeen(entry: Entry, isLookedAt: boolean, certificate: 1 | 2): void {
  const { outcome, verification, verifiedAt, fields, remaining, reason } = entry;
  demandSeenBlank(entry);
  const looks = LOOKS[outcome];
  if (!looks || (certificate === 1 && outcome === "scrubbed_in_part"))
    throw invalid(`nobody is certified as ${JSON.stringify(outcome)}`);
  if (!looks.includes(verification) || verifiedAt === null || !isTime(verifiedAt))
    throw invalid(`${outcome} can't be verified by ${JSON.stringify(verification)}`);
  if (certificate === 2 && verification === "plan" && !isLookedAt)
    throw invalid("a plan was read before it was approved: it shows nothing of what came after it");
  if (verification === "plan" && fields.length > 0)
    throw invalid("a plan was read before anything was blanked");
  if (remaining.length > 0 !== (outcome === "scrubbed_in_part") || reason !== null)
    throw invalid(`its entry says that something was left, and ${outcome}`);
  if (outcome !== "scrubbed_in_part" && fields.length > 0 !== (outcome === "scrubbed"))
    throw invalid(`its entry contradicts itself: ${outcome} with ${fields.length} blanked fields`);
}

/** What an entry says of the second witness: that it has looked, and found nothing that was to go. */
function demandSeenBlank(entry: Entry): void {
  const seen =
    entry.format === entryFormat(2) ? entry.places.filter(({ place }) => place === PUBLIC_PROFILE) : [];
  if (seen.some(({ erased, remaining, reason }) => erased + remaining > 0 || reason !== null))
    throw invalid("other chat participants still saw something");
  if (seen.length > 1) throw invalid("its entry speaks of the second witness twice");
}

function demandGone(seenAt: string, again: Entry | undefined, lookedAt: string | undefined): void {
  if (!isTime(seenAt)) throw invalid("a comeback has no time");
  if (again) demandSeen(again, false, 2);
  const blankAt = again?.verifiedAt ?? lookedAt;
  if (blankAt === undefined || !isTime(blankAt) || blankAt < seenAt)
    throw invalid(`data was seen again at ${seenAt}, and nothing shows that it is gone`);
}

const invalid = (reason: string) => failure("CERTIFICATE_INVALID", { reason });

function requestOf({ received, ended }: NonNullable<Evidence["request"]>): Certificate2["request"] {
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
