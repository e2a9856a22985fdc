import { z } from "@hono/zod-openapi";
import { ID_LIKENESSES, FORMATS } from "../audit/leaf.js";
import { ACTION_RESULTS } from "../model/actions.js";
import { RUN_KINDS } from "../model/kinds.js";
import { OUTCOMES, VERIFICATIONS } from "../model/outcome.js";
import { time, AnyUserId } from "./fields.js";
import { cursor, limit, listOf } from "./list.js";
import { HoldSchema } from "./holds.js";
import { EpochSchema } from "./keys.js";
import { json } from "./json.js";
import { LARGEST_RUN } from "./runs.js";
import { operation, type AnswerOf } from "./operation.js";
import { HEX_32, OUR_ID } from "../model/ids.js";

/** Where something is in the sealed logs. */
export const place = {
  index: z.int().nullable().openapi({ description: "Its place in the sealed log; null: not sealed yet." }),
  log: z.int().nullable().openapi({
    description: "In which log: 1, or more where the log was restarted; null: not sealed yet.",
  }),
};

const format = z.literal([...FORMATS]).openapi({
  description: "How its leaf in the sealed log is built: `scrubjay/entry@N` or `scrubjay/action@N`.",
});

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
    format,
    places: z
      .array(
        z.object({
          place: z.string(),
          erased: z.int(),
          remaining: z.int(),
          reason: z.string().nullable(),
        }),
      )
      .nullable()
      .openapi({ description: "What was found beside the fields of the profile. Null in format 1." }),
    idLooksLike: z.enum(ID_LIKENESSES).nullable().openapi({
      description: "What the user ID gives away. Null: nobody has looked at it, and in format 1.",
    }),
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
    format,
    salt: z.string().nullable().openapi({
      description: "Random, so that nobody guesses the action from its hash. Null in format 1.",
    }),
  })
  .openapi("AuditAction");

export type AuditActionView = z.infer<typeof AuditActionSchema>;

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

const tags = ["Audit"];

export const entries = operation({
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

export const lookup = operation({
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

export const newestEntries = operation({
  ...listOf("entries", AuditEntrySchema, {
    query: {
      run: z.coerce.number().int().min(1).max(LARGEST_RUN).optional(),
      subject: z
        .string()
        .regex(HEX_32, "must be a pseudonym: 64 hexadecimal digits")
        .optional()
        .openapi({ description: "The pseudonym that the entries have; each epoch has another one." }),
      cursor: cursor.number(),
    },
  }),
  path: "/v1/audit/recent/entries",
  summary: "Entries about people, newest first, page by page",
  description: "Each with its place in the sealed log. The whole log as a file: `/v1/audit/entries`.",
  tags: ["Audit"],
  action: "audit.recent",
});

export const newestActions = operation({
  ...listOf("actions", AuditActionSchema, {
    query: {
      actor: z
        .string()
        .regex(/^[A-Za-z][\w.-]{0,62}$/, "must be a name")
        .optional(),
      action: z
        .string()
        .regex(/^[A-Za-z_]{1,40}\.[\w-]{1,40}$/, "must be an action such as requests.create")
        .optional(),
      target: z
        .string()
        .regex(OUR_ID, "must be a number or an ID of ours")
        .optional()
        .openapi({ description: "What it was about, such as a run's number or a request's ID." }),
      cursor: cursor.number(),
    },
  }),
  path: "/v1/audit/recent/actions",
  summary: "Who asked for what, newest first, page by page",
  description: "Each with its place in the sealed log. Oldest first: `/v1/audit/actions`.",
  tags: ["Audit"],
  action: "audit.recent",
});

export type RecentEntries = AnswerOf<typeof newestEntries>;

export type RecentActions = AnswerOf<typeof newestActions>;

export const actions = operation({
  ...listOf("actions", AuditActionSchema, {
    query: {
      cursor: cursor.like(/^\d{1,15}$/),
      limit: limit(1_000, 100),
    },
  }),
  path: "/v1/audit/actions",
  summary: "Who asked for what",
  description: "Every call that changes something and every one that was denied, oldest first.",
  tags: ["Audit"],
  action: "audit.actions",
});
