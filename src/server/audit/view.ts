import type { AuditAction } from "../../ledger/evidence/actions.js";
import type { AuditEntry } from "../../ledger/evidence/entries.js";
import type { Place } from "../../sealing/places.js";
import { instant } from "../http/instant.js";
import type { AuditEntryView, AuditActionView } from "../../contracts/audit.js";

/** The salt isn't told: a certificate reveals it, to the person concerned. */
export function auditEntryView(entry: AuditEntry, at: Place | null): AuditEntryView {
  const { id, appId, runId, kind, epoch, subject, outcome, reason, fields, remaining, customKeys } = entry;
  const { policyDigest, verification, attempts, round, toolVersion, format, places, idLooksLike } = entry;
  return {
    ...placeView(at),
    id,
    at: instant(entry.at),
    appId,
    runId,
    kind,
    epoch,
    subject,
    outcome,
    reason,
    fields,
    remaining,
    customKeys,
    policyDigest,
    verification,
    verifiedAt: instant(entry.verifiedAt),
    attempts,
    round,
    toolVersion,
    format,
    places,
    idLooksLike,
  };
}

export function auditActionView(action: AuditAction, at: Place | null): AuditActionView {
  return { ...placeView(at), ...action, at: instant(action.at) };
}

const placeView = (at: Place | null) => ({ index: at?.index ?? null, log: at?.log ?? null });
