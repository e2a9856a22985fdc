import { BROKEN, CONFLICT, type ErrorRows } from "./row.js";

interface Reason {
  reason: string;
}

/** Proofs, notes, checkpoints and keys that somebody hands over. */
export const EVIDENCE_ERRORS = {
  TREE_BROKEN: {
    ...BROKEN,
    message: ({ level, index }: { level: number; index: number }) =>
      `the tree lacks hashes: the tile at level ${level}, index ${index} is missing or too short`,
    remedy: "Bring back a backup of the database that has them",
  },
  PROOF_INVALID: {
    ...BROKEN,
    message: ({ reason }: Reason) => `the proof doesn't hold: ${reason}`,
    remedy: "Don't rely on what it should prove; ask for it anew",
  },
  NOTE_INVALID: {
    ...BROKEN,
    message: ({ reason }: Reason) => `the signed note can't be trusted: ${reason}`,
    remedy: "Check that it is complete, and that the verifier key is the log's",
  },
  // A signed text that is no c2sp.org/tlog-checkpoint, or not one of the log that signed it.
  CHECKPOINT_INVALID: {
    ...BROKEN,
    message: ({ reason }: Reason) => `the checkpoint can't be used: ${reason}`,
    remedy: "Take the checkpoint exactly as the log published it",
  },
  NOTE_KEY_INVALID: {
    ...CONFLICT,
    message: ({ reason }: Reason) => `the key can't be used: ${reason}`,
    remedy: "A verifier key reads <name>+<8 hexadecimal digits>+<base64>, on one line",
  },
  CERTIFICATE_INVALID: {
    ...BROKEN,
    message: ({ reason }: Reason) => `the certificate isn't valid: ${reason}`,
    remedy: "Ask whoever handed it over for the file as it was issued",
  },
} as const satisfies ErrorRows;
