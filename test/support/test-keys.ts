import { Pseudonyms } from "../../src/audit/pseudonyms.js";
import { Scribe } from "../../src/audit/scribe.js";
import { Keyring } from "../../src/keys/keyring.js";
import type { EvidenceKeys } from "../../src/ledger/evidence-keys.js";

export const MASTER_KEY = Buffer.alloc(32, 3);
/** Of epoch 1. */
export const EVIDENCE_KEY = Buffer.alloc(32, 4);
export const SIGNING_SEED = Buffer.alloc(32, 5);
export const SCRIBE = new Scribe(MASTER_KEY);

/** The keys of tests that open a ledger themselves. */
export const signingKeyring = ({ evidenceKeys }: { evidenceKeys: EvidenceKeys }, appId: string): Keyring =>
  new Keyring({
    evidenceKeys,
    config: { dir: undefined, signing: SIGNING_SEED, evidence: new Map([[1, EVIDENCE_KEY]]) },
    firstEpoch: new Pseudonyms(MASTER_KEY, appId),
    appId,
    clock: () => new Date(),
  });
