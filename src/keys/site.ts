import type { EvidenceKeys } from "../ledger/evidence/evidence-keys.js";
import type { LogSite } from "../sealing/site.js";
import type { Keyring } from "./keyring.js";

/** What changing a key works with; every session and every job context is one. */
export interface KeySite {
  keyring: Keyring;
  evidenceKeys: EvidenceKeys;
  log: Pick<LogSite, "db" | "appId" | "scribe" | "signingKeys" | "clock">;
}
