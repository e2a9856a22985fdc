import { z } from "@hono/zod-openapi";
import { time } from "./fields.js";
import { base64 } from "./log.js";
import { json } from "./json.js";
import { operation } from "./operation.js";

const FindingSchema = z
  .object({
    kind: z.string().openapi({
      description:
        "Such as `changed`, `missing`, `cut_off`; `waiting_long` and `closed_damaged` are warnings.",
    }),
    log: z.string().nullable().openapi({ description: "The name of the log." }),
    index: z.int().nullable(),
    row: z
      .object({ kind: z.enum(["entry", "action"]), id: z.int() })
      .nullable()
      .openapi({ description: "The row, where it is known." }),
    message: z.string().openapi({ description: "A plain sentence; it names no person." }),
  })
  .openapi("LogFinding");

const VerdictSchema = z
  .object({
    holds: z.boolean().openapi({ description: "Nothing was found but warnings." }),
    logs: z
      .array(
        z.object({
          origin: z.string(),
          closedAt: time.nullable(),
          size: z.int().openapi({ description: "Entries and actions that were looked at." }),
          root: base64,
          checkpoints: z.int().openapi({ description: "How many are stored." }),
          newest: z
            .object({ size: z.int(), at: time })
            .nullable()
            .openapi({ description: "The newest checkpoint whose signature holds." }),
        }),
      )
      .openapi({ description: "Oldest first; the last one is open." }),
    waiting: z.int().openapi({ description: "Entries and actions that wait to be sealed." }),
    findings: z.array(FindingSchema).openapi({ description: "In the order of the logs, at most a hundred." }),
    more: z.int().openapi({ description: "How many findings there are beside these." }),
  })
  .openapi("LogVerdict");

export type VerdictView = z.infer<typeof VerdictSchema>;

/** One line of the answer of a verification; the last one is the verdict. */
const VerificationLineSchema = z
  .union([
    z.object({ progress: z.object({ done: z.int(), total: z.int() }) }),
    z.object({ verdict: VerdictSchema }),
  ])
  .openapi("VerificationLine");

export type VerificationLine = z.infer<typeof VerificationLineSchema>;

const MOST_CHECKPOINTS = 100;

const MOST_KEYS = 20;

const LONGEST_NOTE = 20_000;

const LONGEST_KEY = 1_000;

export const verify = operation({
  method: "post",
  path: "/v1/audit/verifications",
  summary: "Verify the whole sealed log",
  description:
    "Computes everything anew from the rows on and compares it with what was signed. The answer is NDJSON: lines of " +
    "progress, the verdict last; without a verdict nothing is known. A caller that goes away ends the work.",
  tags: ["Audit"],
  role: "viewer",
  action: "audit.verify",
  reads: true,
  request: {
    body: {
      content: json(
        z.strictObject({
          checkpoints: z
            .array(z.string().min(1).max(LONGEST_NOTE))
            .max(MOST_CHECKPOINTS)
            .optional()
            .openapi({ description: "Signed notes that you kept, to be held against the log." }),
          verifierKeys: z
            .array(z.string().min(1).max(LONGEST_KEY))
            .max(MOST_KEYS)
            .optional()
            .openapi({ description: "Keys of the log that you know from elsewhere than this service." }),
        }),
      ),
    },
  },
  responses: {
    200: {
      description: "One line now and then",
      content: { "application/x-ndjson": { schema: VerificationLineSchema } },
    },
  },
});
