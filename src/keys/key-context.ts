import type { EvidenceKeys } from "../ledger/evidence/evidence-keys.js";
import type { LogContext } from "../sealing/log-context.js";
import type { Keyring } from "./keyring.js";

/** What changing a key works with; every opened app and every job context is one. */
export interface KeyContext {
  keyring: Keyring;
  evidenceKeys: EvidenceKeys;
  log: Pick<LogContext, "db" | "appId" | "authenticator" | "signingKeys" | "clock">;
}
