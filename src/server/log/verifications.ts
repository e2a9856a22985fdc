import { failure, isFailure } from "../../base/errors.js";
import { VerifierKey } from "../../audit/verifier-key.js";
import type { Api } from "../api.js";
import * as Verification from "../../contracts/verification.js";
import { verificationAnswer } from "./verification-answer.js";
import { serve } from "../http/serve.js";

/** Each reads the whole log; more of them at a time would only slow down the work. */
const AT_ONCE = 2;

export function registerAuditVerifications(api: Api): void {
  let running = 0;
  serve(api, Verification.verify, (c) => {
    const { checkpoints = [], verifierKeys = [] } = c.req.valid("json");
    const keys = verifierKeys.map(keyFrom);
    if (running >= AT_ONCE) throw busy();
    running += 1;
    const answer = verificationAnswer(c.get("backend").app.log, {
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
    if (!isFailure(error, "NOTE_KEY_INVALID")) throw error;
    throw failure(
      "INVALID.verifierKey",
      {},
      { errors: [{ path: `verifierKeys.${place}`, problem: error.facts.reason }] },
    );
  }
}

const busy = () => failure("VERIFICATIONS_BUSY", { running: AT_ONCE }, { headers: { "Retry-After": "30" } });
