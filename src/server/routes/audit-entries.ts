import { z } from "@hono/zod-openapi";
import type { Suppressed } from "../../ledger/suppression.js";
import { placesOf } from "../../sealing/places.js";
import type { Api } from "../api.js";
import { exportOf } from "../audit-export.js";
import { AuditActionSchema, AuditEntrySchema, auditEntryView } from "../audit-view.js";
import { time } from "../fields.js";
import { HoldSchema, holdView } from "../hold-view.js";
import { instant } from "../instant.js";
import { json } from "../json.js";
import { EpochSchema, epochView } from "../keys-view.js";
import { ApiError } from "../problem.js";
import { LARGEST_RUN } from "../run-param.js";
import { AnyUserId } from "../any-user-id.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

const tags = ["Audit"];
/** Holds on one person that an answer shows; the list of holds has the rest. */
const MOST_HOLDS = 100;

const entries = operation({
  method: "get",
  path: "/v1/audit/entries",
  summary: "The audit log as a file: entries about people, actions, or both, oldest first",
  description:
    "With `kind=all` in the order of the sealed log, each row with its `type`, and what isn't sealed yet last.",
  tags,
  role: "viewer",
  action: "audit.entries",
  reads: true,
  request: {
    query: z.strictObject({
      kind: z.enum(["entries", "actions", "all"]).default("entries"),
      format: z.enum(["ndjson", "csv"]).default("ndjson"),
      run: z.coerce
        .number()
        .int()
        .min(1)
        .max(LARGEST_RUN)
        .optional()
        .openapi({ description: "Only the entries of one run; not with another `kind`." }),
    }),
  },
  responses: {
    200: {
      description:
        "One row a line; an answer that is cut off ends without a line's end or with an error. In CSV (RFC 4180) cells " +
        "that a spreadsheet would compute begin with an apostrophe.",
      content: {
        "application/x-ndjson": { schema: z.union([AuditEntrySchema, AuditActionSchema]) },
        "text/csv": { schema: z.string() },
      },
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
        since: time,
        found: z.boolean().openapi({ description: "False: looked for, and TalkJS didn't know them." }),
        comebacks: z.int().openapi({ description: "Times that their data came back." }),
        lastComebackAt: time.nullable(),
      })
      .nullable()
      .openapi({ description: "Null: they aren't on the suppression list." }),
  })
  .openapi("AuditLookup");
export type AuditLookup = z.infer<typeof LookupSchema>;

const lookup = operation({
  method: "post",
  path: "/v1/audit/lookup",
  summary: "What is recorded about one user",
  description: "The ID is turned into its pseudonym; it is stored nowhere.",
  tags,
  role: "viewer",
  action: "audit.lookup",
  reads: true,
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
  serve(app, entries, (c) => {
    const { kind, format, run } = c.req.valid("query");
    if (run !== undefined && kind !== "entries") throw onlyEntries();
    return exportOf(c.get("desk").session, kind, { format, run });
  });

  serve(app, lookup, async (c) => {
    const desk = c.get("desk");
    const { pseudonyms, keyring, holds, suppression, requestSubjects, entries, log } = desk.session;
    const { userId } = c.req.valid("json");
    const subject = pseudonyms.subject(userId);
    const epochs = await keyring.states();
    const inEvidence = epochs.flatMap(({ epoch }) => (epoch ? [epoch.subject(userId)] : []));
    const found = await entries.of(inEvidence);
    const places = await placesOf(
      "entry",
      found.map(({ id }) => id),
      log,
    );
    const now = c.get("clock")();
    const about = await holds.list({ subject, limit: MOST_HOLDS, now });
    const answer: AuditLookup = {
      subject,
      entries: found.map((entry) => auditEntryView(entry, places.get(entry.id) ?? null)),
      epochs: epochs.map(epochView),
      requests: await requestSubjects.about(subject),
      holds: about.map((hold) => holdView(hold, now)),
      suppression: suppressionView(await suppression.of(subject)),
    };
    return c.json(answer, 200);
  });
}

const onlyEntries = () =>
  new ApiError(422, "INVALID", "Only entries about people are of a run.", "Leave kind or run out.", [
    { path: "run", problem: "goes only with kind=entries" },
  ]);

function suppressionView(found: Suppressed | undefined): AuditLookup["suppression"] {
  if (!found) return null;
  const { since, found: wasFound, comebacks, lastComebackAt } = found;
  return { since: instant(since), found: wasFound, comebacks, lastComebackAt: instant(lastComebackAt) };
}
