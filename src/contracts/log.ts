import { z } from "@hono/zod-openapi";
import { time, FreeText } from "./fields.js";
import { json } from "./json.js";
import { problems } from "./problem.js";
import { operation } from "./operation.js";

export const base64 = z.string().openapi({ description: "32 bytes in base64." });

export const note = z.string().openapi({ description: "A signed note (c2sp.org/tlog-checkpoint)." });

const ConsistencySchema = z
  .object({
    extends: z.boolean().openapi({
      description:
        "Whether the log as it was signed last begins with the older tree. Verify the proof yourself.",
    }),
    from: z.object({ size: z.int(), root: base64 }),
    to: z.object({ size: z.int(), root: base64, checkpoint: note }),
    proof: z
      .array(base64)
      .openapi({ description: "RFC 6962 section 2.1.2; empty for equal sizes and where it doesn't extend." }),
    reason: z.string().optional().openapi({ description: "Why it doesn't extend." }),
  })
  .openapi("Consistency");

export type Consistency = z.infer<typeof ConsistencySchema>;

const PublicationsSchema = z
  .object({
    targets: z
      .array(z.enum(["folder", "command"]))
      .openapi({ description: "Where checkpoints go, by the settings; empty: nowhere." }),
    size: z.int().nullable().openapi({ description: "Of the newest checkpoint; null: there is none yet." }),
    published: z
      .array(
        z.object({
          target: z.enum(["folder", "command"]),
          size: z.int(),
          code: z.string().nullable().openapi({ description: "Why it failed; null: it was taken." }),
        }),
      )
      .openapi({ description: "What was done now. A target that has the newest already isn't among them." }),
  })
  .openapi("Publications");

export type Publications = z.infer<typeof PublicationsSchema>;

const RestartedSchema = z
  .object({
    origin: z.string().openapi({ description: "The name of the new log." }),
    replaces: z.object({
      origin: z.string(),
      findings: z.int().openapi({ description: "What a verification found in it." }),
      checkpoint: note
        .nullable()
        .openapi({ description: "The last that was signed of it, as far as known." }),
    }),
    orphans: z
      .object({ entries: z.int(), actions: z.int() })
      .openapi({ description: "Rows that were in no log; the new one has their digest." }),
    size: z.int().openapi({ description: "Of the new log, with what waited." }),
    checkpoint: note.nullable().openapi({ description: "Its first; null: another process signs it." }),
    verifierKey: z.string(),
  })
  .openapi("RestartedLog");

export type RestartedLogView = z.infer<typeof RestartedSchema>;

export const count = z.int();

/** How the sealed log stands. */
export const LogStandingSchema = z
  .object({
    size: count,
    checkpoint: z.object({ size: count, at: time, origin: z.string() }).nullable(),
    waiting: count.openapi({ description: "Entries and actions that wait to be sealed." }),
    oldestWaiting: time.nullable(),
    refused: count.openapi({ description: "Those that none of us wrote: should be 0." }),
    published: z
      .array(z.object({ target: z.enum(["folder", "command"]), at: time.nullable() }))
      .openapi({ description: "When each target took a checkpoint last; null: it never has." }),
  })
  .openapi("LogStanding");

export type LogStanding = z.infer<typeof LogStandingSchema>;

export const tags = ["Audit"];

const MOST_LOGS = 999_999;

const Size = z.coerce.number().int().max(Number.MAX_SAFE_INTEGER);

const ofLog = {
  log: z.coerce.number().int().min(1).max(MOST_LOGS).optional().openapi({
    description: "The number of the log, counted from 1. Default: the one that is open.",
  }),
};

export const standing = operation({
  method: "get",
  path: "/v1/audit/log",
  summary: "How the sealed log stands",
  tags,
  role: "viewer",
  action: "audit.log",
  reads: true,
  responses: { 200: { description: "At this moment", content: json(LogStandingSchema) } },
});

export const checkpoint = operation({
  method: "get",
  path: "/v1/audit/checkpoint",
  summary: "The newest signed checkpoint of the log, or an older one",
  tags,
  role: "viewer",
  action: "audit.checkpoint",
  reads: true,
  request: {
    query: z.strictObject({
      size: Size.min(1).optional().openapi({
        description: "The one over exactly so many. Of days that are long gone only the last is kept.",
      }),
      ...ofLog,
    }),
  },
  responses: {
    200: {
      description: "A signed note (c2sp.org/tlog-checkpoint)",
      content: { "text/plain": { schema: z.string() } },
    },
    ...problems(404),
  },
});

export const proof = operation({
  method: "get",
  path: "/v1/audit/proofs/{index}",
  summary: "The proof that something is in the log",
  description:
    "Against the newest checkpoint. Anybody who has the leaf verifies it with the verifier key alone.",
  tags,
  role: "viewer",
  action: "audit.proof",
  reads: true,
  request: {
    params: z.object({ index: Size.min(0).openapi({ param: { name: "index", in: "path" } }) }),
    query: z.strictObject(ofLog),
  },
  responses: {
    200: {
      description: "A .tlog-proof (c2sp.org/tlog-proof)",
      content: { "text/plain": { schema: z.string() } },
    },
    ...problems(404),
  },
});

export const consistency = { description: "The answer, with its proof", content: json(ConsistencySchema) };

export const since = operation({
  method: "get",
  path: "/v1/audit/consistency",
  summary: "The proof that the log extends what it was at a size",
  tags,
  role: "viewer",
  action: "audit.consistency",
  reads: true,
  request: { query: z.strictObject({ from: Size.min(1), ...ofLog }) },
  responses: { 200: consistency, ...problems(404) },
});

export const extending = operation({
  method: "post",
  path: "/v1/audit/consistency",
  summary: "Whether the log extends a checkpoint that you kept",
  tags,
  role: "viewer",
  action: "audit.consistency",
  reads: true,
  request: {
    body: {
      content: {
        ...json(z.strictObject({ checkpoint: z.string().min(1) })),
        "text/plain": { schema: z.string().openapi({ description: "The signed note itself." }) },
      },
    },
  },
  responses: { 200: consistency, ...problems(404) },
});

export const publish = operation({
  method: "post",
  path: "/v1/audit/publications",
  summary: "Hand the newest checkpoint out now",
  description:
    "To where the settings say (SCRUBJAY_PUBLISH_FOLDER, SCRUBJAY_PUBLISH_COMMAND), once for each.",
  tags,
  role: "operator",
  action: "audit.publish",
  responses: { 200: { description: "What was done", content: json(PublicationsSchema) } },
});

export const restart = operation({
  method: "post",
  path: "/v1/audit/restart",
  summary: "Close a log that is broken for good, and begin another one that says so",
  description:
    "Refused while the log holds. What is lost stays lost, and every verification tells it; what waits goes into the new log.",
  tags,
  role: "owner",
  action: "audit.restart",
  request: {
    body: {
      required: true,
      content: json(
        z.strictObject({
          reason: FreeText.openapi({
            description: "Why, for good: it is the first thing that the new log says.",
          }),
        }),
      ),
    },
  },
  responses: {
    201: { description: "The new log", content: json(RestartedSchema) },
    ...problems(404, 409),
  },
});
