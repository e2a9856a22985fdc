import { BundleAuthenticator } from "../../src/audit/bundle-authenticator.js";
import type { KeySettings } from "../../src/config/config.js";

export const MASTER_KEY = Buffer.alloc(32, 3);
/** Of epoch 1. */
export const EVIDENCE_KEY = Buffer.alloc(32, 4);
export const SIGNING_SEED = Buffer.alloc(32, 5);
export const AUTHENTICATOR = new BundleAuthenticator(MASTER_KEY);

/** The keys of tests that open a ledger themselves. */
export const KEYS: KeySettings = {
  dir: undefined,
  signing: SIGNING_SEED,
  evidence: new Map([[1, EVIDENCE_KEY]]),
};
