import { z } from "@hono/zod-openapi";
import type { AuditEntry } from "../ledger/audit-entries.js";
import { RUN_KINDS } from "../ledger/states.js";
import { instant } from "./instant.js";

/** One entry of the audit log about a person: pseudonym, outcome and names of fields; never a value. */
export const AuditEntrySchema = z
  .object({
    id: z.int(),
    at: z.iso.datetime(),
    appId: z.string(),
    runId: z.int(),
    kind: z.enum(RUN_KINDS),
    subject: z.string().openapi({ description: "The person's pseudonym." }),
    outcome: z.enum(["scrubbed", "already_blank", "not_found", "excluded", "failed"]),
    reason: z.string().nullable(),
    fields: z.array(z.string()).openapi({ description: "Fields that were blanked." }),
    remaining: z.array(z.string()).openapi({ description: "Fields that still held something." }),
    customKeys: z
      .object({ count: z.int(), form: z.enum(["pseudonym", "name"]), keys: z.array(z.string()) })
      .nullable(),
    policyDigest: z.string(),
    verification: z.enum(["list_page", "user", "plan"]).nullable(),
    verifiedAt: z.iso.datetime().nullable(),
    attempts: z.int(),
    round: z.int(),
    toolVersion: z.string(),
  })
  .openapi("AuditEntry");
export type AuditEntryView = z.infer<typeof AuditEntrySchema>;

export const auditEntryView = (entry: AuditEntry): AuditEntryView => ({
  ...entry,
  at: instant(entry.at),
  verifiedAt: instant(entry.verifiedAt),
});
