import { createRoute, z } from "@hono/zod-openapi";
import type { Suppressed } from "../../ledger/suppression.js";
import type { Api } from "../api.js";
import { AuditEntrySchema, auditEntryView } from "../audit-view.js";
import { HoldSchema, holdView } from "../hold-view.js";
import { instant } from "../instant.js";
import { json } from "../json.js";
import { EpochSchema, epochView } from "../keys-view.js";
import { ndjsonOf } from "../ndjson-answer.js";
import { protect } from "../protect.js";
import { LARGEST_RUN } from "../run-param.js";
import { AnyUserId } from "../any-user-id.js";

const tags = ["Audit"];
/** Holds on one person that an answer shows; the list of holds has the rest. */
const MOST_HOLDS = 100;

const entries = createRoute({
  method: "get",
  path: "/v1/audit/entries",
  summary: "The audit entries about people, oldest first, as NDJSON",
  tags,
  middleware: [protect({ role: "viewer", action: "audit.entries", reads: true })] as const,
  request: {
    query: z.strictObject({
      run: z.coerce
        .number()
        .int()
        .min(1)
        .max(LARGEST_RUN)
        .optional()
        .openapi({ description: "Only the entries of one run." }),
    }),
  },
  responses: {
    200: {
      description: "One entry a line; an answer that is cut off ends without a line's end or with an error",
      content: { "application/x-ndjson": { schema: AuditEntrySchema } },
    },
  },
});

const LookupSchema = z
  .object({
    subject: z.string().openapi({
      description: "The person's pseudonym in requests, holds and the suppression list.",
    }),
    entries: z
      .array(AuditEntrySchema)
      .openapi({ description: "Under the pseudonyms of all epochs that are live." }),
    epochs: z.array(EpochSchema).openapi({
      description: "Entries of an epoch that isn't live can't be looked up.",
    }),
    requests: z.array(z.uuid()).openapi({ description: "Erasure requests about them, oldest first." }),
    holds: z.array(HoldSchema),
    suppression: z
      .object({
        since: z.iso.datetime(),
        found: z.boolean().openapi({ description: "False: looked for, and TalkJS didn't know them." }),
        comebacks: z.int().openapi({ description: "Times that their data came back." }),
        lastComebackAt: z.iso.datetime().nullable(),
      })
      .nullable()
      .openapi({ description: "Null: they aren't on the suppression list." }),
  })
  .openapi("AuditLookup");
export type AuditLookup = z.infer<typeof LookupSchema>;

const lookup = createRoute({
  method: "post",
  path: "/v1/audit/lookup",
  summary: "What is recorded about one user",
  description: "The ID is turned into its pseudonym; it is stored nowhere.",
  tags,
  middleware: [protect({ role: "viewer", action: "audit.lookup", reads: true })] as const,
  request: {
    body: {
      required: true,
      content: json(z.strictObject({ userId: AnyUserId })),
    },
  },
  responses: {
    200: { description: "All that is known", content: json(LookupSchema) },
  },
});

export function registerAuditEntries(app: Api): void {
  app.openapi(entries, (c) => {
    const { run } = c.req.valid("query");
    const answer = ndjsonOf(c.get("desk").session.entries.all(run), auditEntryView);
    // The router's types know of JSON only.
    return answer as never;
  });

  app.openapi(lookup, async (c) => {
    const desk = c.get("desk");
    const { pseudonyms, keyring, holds, suppression, requestSubjects, entries } = desk.session;
    const { userId } = c.req.valid("json");
    const subject = pseudonyms.subject(userId);
    const epochs = await keyring.states();
    const inEvidence = epochs.flatMap(({ epoch }) => (epoch ? [epoch.subject(userId)] : []));
    const now = c.get("clock")();
    const about = await holds.list({ subject, limit: MOST_HOLDS, now });
    const answer: AuditLookup = {
      subject,
      entries: (await entries.of(...inEvidence)).map(auditEntryView),
      epochs: epochs.map(epochView),
      requests: await requestSubjects.about(subject),
      holds: about.map((hold) => holdView(hold, now)),
      suppression: suppressionView(await suppression.of(subject)),
    };
    return c.json(answer, 200);
  });
}

function suppressionView(found: Suppressed | undefined): AuditLookup["suppression"] {
  if (!found) return null;
  const { since, found: wasFound, comebacks, lastComebackAt } = found;
  return { since: instant(since), found: wasFound, comebacks, lastComebackAt: instant(lastComebackAt) };
}
