import { z } from "@hono/zod-openapi";
import { NoteKeyError } from "../../audit/errors.js";
import { VerifierKey } from "../../audit/verifier-key.js";
import type { Api } from "../api.js";
import { VerificationLineSchema } from "../audit-log-view.js";
import { json } from "../json.js";
import { ApiError } from "../problem.js";
import { verificationAnswer } from "../verification-answer.js";
import { operation } from "../../contracts/operation.js";
import { serve } from "../serve.js";

/** Each reads the whole log; more of them at a time would only slow down the work. */
const AT_ONCE = 2;
const MOST_CHECKPOINTS = 100;
const MOST_KEYS = 20;
const LONGEST_NOTE = 20_000;
const LONGEST_KEY = 1_000;

const verify = operation({
  method: "post",
  path: "/v1/audit/verifications",
  summary: "Verify the whole sealed log",
  description:
    "Computes everything anew from the rows on and holds it against what was signed. The answer is NDJSON: lines of " +
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

export function registerAuditVerifications(app: Api): void {
  let running = 0;
  serve(app, verify, (c) => {
    const { checkpoints = [], verifierKeys = [] } = c.req.valid("json");
    const keys = verifierKeys.map(keyFrom);
    if (running >= AT_ONCE) throw busy();
    running += 1;
    const answer = verificationAnswer(c.get("desk").session.log, {
      checkpoints,
      verifierKeys: keys,
      signal: c.req.raw.signal,
      onEnd: () => (running -= 1),
    });
    // The router's types know of JSON only.
    return answer as never;
  });
}

function keyFrom(text: string, place: number): VerifierKey {
  try {
    return VerifierKey.parse(text.trim());
  } catch (error) {
    if (!(error instanceof NoteKeyError)) throw error;
    throw new ApiError(422, "INVALID", "A verifier key can't be used.", error.remedy, [
      { path: `verifierKeys.${place}`, problem: error.reason },
    ]);
  }
}

const busy = () =>
  new ApiError(
    429,
    "VERIFICATIONS_BUSY",
    `${AT_ONCE} verifications are under way already.`,
    "Try again when one of them has ended.",
    undefined,
    { "Retry-After": "30" },
  );
