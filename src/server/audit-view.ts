import { z } from "@hono/zod-openapi";
import type { AuditAction } from "../ledger/audit-actions.js";
import type { AuditEntry } from "../ledger/audit-entries.js";
import { ACTION_RESULTS } from "../model/actions.js";
import { RUN_KINDS } from "../model/kinds.js";
import { OUTCOMES, VERIFICATIONS } from "../model/outcome.js";
import type { Place } from "../sealing/places.js";
import { time } from "./fields.js";
import { instant } from "./instant.js";

/** Where something is in the sealed logs. */
const place = {
  index: z.int().nullable().openapi({ description: "Its place in the sealed log; null: not sealed yet." }),
  log: z.int().nullable().openapi({
    description: "In which log: 1, or more where the log was restarted; null: not sealed yet.",
  }),
};

/** One entry of the audit log about a person: pseudonym, outcome and names of fields; never a value. */
export const AuditEntrySchema = z
  .object({
    ...place,
    id: z.int(),
    at: time,
    appId: z.string(),
    runId: z.int(),
    kind: z.enum(RUN_KINDS),
    epoch: z.int().openapi({ description: "Under which evidence key the pseudonym is." }),
    subject: z.string().openapi({ description: "The person's pseudonym." }),
    outcome: z.enum(OUTCOMES),
    reason: z.string().nullable(),
    fields: z.array(z.string()).openapi({ description: "Fields that were blanked." }),
    remaining: z.array(z.string()).openapi({ description: "Fields that still held something." }),
    customKeys: z
      .object({ count: z.int(), form: z.enum(["pseudonym", "name"]), keys: z.array(z.string()) })
      .nullable(),
    policyDigest: z.string(),
    verification: z.enum(VERIFICATIONS).nullable(),
    verifiedAt: time.nullable(),
    attempts: z.int(),
    round: z.int(),
    toolVersion: z.string(),
  })
  .openapi("AuditEntry");
export type AuditEntryView = z.infer<typeof AuditEntrySchema>;

/** One action: who did what. With an entry's or action's fields its leaf in the sealed log can be built. */
export const AuditActionSchema = z
  .object({
    ...place,
    id: z.int(),
    at: time,
    appId: z.string(),
    actor: z.string().openapi({ description: "A token's name, cli, service or unknown." }),
    role: z.string(),
    action: z.string().openapi({ example: "requests.create" }),
    target: z.string().nullable().openapi({ description: "What it was about; never a person." }),
    result: z.enum(ACTION_RESULTS).openapi({
      description:
        "allowed: about to be done; denied: not permitted; refused: permitted, and it couldn't be done; done: by the service itself.",
    }),
    code: z.string().nullable().openapi({ description: "Why it was denied or refused." }),
    detail: z.record(z.string(), z.unknown()).nullable().openapi({
      description: "What else belongs to it, such as who approved; never anything about a person.",
    }),
    toolVersion: z.string(),
  })
  .openapi("AuditAction");
export type AuditActionView = z.infer<typeof AuditActionSchema>;

/** The salt isn't told: a certificate reveals it, to the person concerned. */
export function auditEntryView(entry: AuditEntry, at: Place | null): AuditEntryView {
  const { id, appId, runId, kind, epoch, subject, outcome, reason, fields, remaining, customKeys } = entry;
  const { policyDigest, verification, attempts, round, toolVersion } = entry;
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
  };
}

export function auditActionView(action: AuditAction, at: Place | null): AuditActionView {
  return { ...placeView(at), ...action, at: instant(action.at) };
}

const placeView = (at: Place | null) => ({ index: at?.index ?? null, log: at?.log ?? null });
