import { ScrubjayError } from "../../base/errors.js";
import type { Config } from "../../config/config.js";
import { wantsWitness, type Policy } from "../../policy/policy.js";
import type { Problem } from "../../policy/problem.js";
import { Witness } from "../../talkjs/witness/witness.js";
import { witnessOptions } from "../../wiring/witness.js";

/** What a policy wants and these settings can't do. */
export function witnessWarnings(policy: Policy, config: Config): Problem[] {
  if (!wantsWitness(policy)) return [];
  try {
    new Witness(witnessOptions(config)).demand();
    return [];
  } catch (error) {
    if (!(error instanceof ScrubjayError)) throw error;
    const lacks =
      error.code === "WITNESS_MISSING"
        ? "TalkJS's client isn't installed here"
        : "no user is set as whom to look";
    const message = `is \`both\`, and ${lacks}, so no run under it is planned`;
    return [{ line: null, path: "verify", message, remedy: error.remedy ?? "" }];
  }
}
