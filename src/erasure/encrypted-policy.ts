import type { Run } from "../ledger/runs/runs.js";
import type { Encryption } from "../ledger/encryption.js";
import { policyFromJson, type Policy } from "../policy/policy.js";

const PLACE = "policy";

export function encryptPolicy(policy: Policy, encryption: Encryption): string {
  return encryption.ofLedger().encrypt(JSON.stringify(policy), PLACE);
}

/**
 * The run's policy, as it stood when the run was made; user IDs in it are pseudonyms.
 * @throws {SEAL_BROKEN}
 */
export function decryptPolicy(run: Pick<Run, "policy">, encryption: Encryption): Policy {
  return policyFromJson(JSON.parse(encryption.ofLedger().decrypt(run.policy, PLACE)));
}
