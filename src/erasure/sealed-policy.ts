import type { Run } from "../ledger/runs/runs.js";
import type { Seal } from "../ledger/seal.js";
import { policyFromJson, type Policy } from "../policy/policy.js";

const PLACE = "policy";

export function sealPolicy(policy: Policy, seal: Seal): string {
  return seal.ofLedger().close(JSON.stringify(policy), PLACE);
}

/**
 * The run's policy, as it stood when the run was made; user IDs in it are pseudonyms.
 * @throws {SEAL_BROKEN}
 */
export function openPolicy(run: Pick<Run, "policy">, seal: Seal): Policy {
  return policyFromJson(JSON.parse(seal.ofLedger().open(run.policy, PLACE)));
}
