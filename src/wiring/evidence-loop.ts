import type { JobContext } from "../service/context.js";
import { maintainEvidence, type EvidenceTerms } from "../service/evidence/maintain.js";
import { HOUR_MS } from "../model/time.js";
import { errorCode } from "../telemetry/error-code.js";
import { repeat } from "./repeat.js";

/**
 * Keeps the terms of the evidence, from now on: only in a service, so that no command destroys a key that nobody asked
 * it to destroy.
 * @returns ends it, after what it is doing.
 */
export function startEvidenceLoop(terms: EvidenceTerms, context: JobContext): () => Promise<void> {
  const fail = (error: unknown) => {
    const failed = { job: "evidence", code: errorCode(error), attempt: 1, last: false };
    context.telemetry.emit("job.failed", failed);
  };
  return repeat(() => maintainEvidence(terms, context), HOUR_MS, fail).end;
}
