import { z } from "@hono/zod-openapi";
import type { ConsistencyAnswer } from "../sealing/consistency.js";
import type { LogVerdict, Verdict } from "../sealing/verdict.js";
import { time } from "./fields.js";
import { instant } from "./instant.js";

const base64 = z.string().openapi({ description: "32 bytes in base64." });
const note = z.string().openapi({ description: "A signed note (c2sp.org/tlog-checkpoint)." });

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
export type LogFindingView = z.infer<typeof FindingSchema>;

export const VerdictSchema = z
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
export const VerificationLineSchema = z
  .union([
    z.object({ progress: z.object({ done: z.int(), total: z.int() }) }),
    z.object({ verdict: VerdictSchema }),
  ])
  .openapi("VerificationLine");
export type VerificationLine = z.infer<typeof VerificationLineSchema>;

export const ConsistencySchema = z
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

export const PublicationsSchema = z
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

export const RestartedSchema = z
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

export const verdictView = ({ holds, logs, waiting, findings, more }: Verdict): VerdictView => ({
  holds,
  logs: logs.map(logView),
  waiting,
  findings,
  more,
});

const logView = ({ origin, closedAt, size, root, checkpoints, newest }: LogVerdict) => ({
  origin,
  closedAt: instant(closedAt),
  size,
  root: root.toString("base64"),
  checkpoints,
  newest: newest && { size: newest.size, at: instant(newest.at) },
});

export const consistencyView = ({ from, to, proof, reason }: ConsistencyAnswer): Consistency => ({
  extends: reason === null,
  from: { size: from.size, root: from.root.toString("base64") },
  to: { size: to.size, root: to.root.toString("base64"), checkpoint: to.note },
  proof: proof.map((hash) => hash.toString("base64")),
  ...(reason !== null && { reason }),
});
