import { CONFLICT, MISSING, type ErrorRows } from "./row.js";

interface Epoch {
  epoch: number;
}

interface KeyFile {
  /** Without its folder. */
  file: string;
}

/** The keys of epochs, the signing key, and the files they lie in. */
export const KEY_ERRORS = {
  EVIDENCE_KEY_MISSING: {
    ...CONFLICT,
    message: ({ epoch }: Epoch) => `The evidence key of epoch ${epoch} isn't here.`,
    remedy: ({ epoch }: Epoch) =>
      `Bring back evidence-${epoch}.key in the key folder, or ${epoch}=… in SCRUBJAY_EVIDENCE_KEYS; all processes need the same keys. If it is lost for good, begin the next epoch: scrubjay keys rotate`,
  },
  EVIDENCE_KEY_DESTROYED: {
    ...CONFLICT,
    message: ({ epoch }: Epoch) =>
      `The evidence key of epoch ${epoch} was destroyed on purpose: nobody can be found in its entries any more.`,
    remedy: "The entries themselves stand; see the epochs with: scrubjay keys list",
  },
  EVIDENCE_KEY_MISMATCH: {
    ...CONFLICT,
    message: ({ epoch }: Epoch) =>
      `The evidence key of epoch ${epoch} isn't the one that the epoch began with.`,
    remedy: ({ epoch }: Epoch) =>
      `All processes need the same key folder or the same SCRUBJAY_EVIDENCE_KEYS: bring back the right key of epoch ${epoch}.`,
  },
  EVIDENCE_KEY_NEEDED: {
    ...CONFLICT,
    message: ({ epoch }: Epoch) =>
      `Epoch ${epoch} needs a key of its own, and SCRUBJAY_EVIDENCE_KEYS has none for it.`,
    remedy: ({ epoch }: Epoch) =>
      `Add ${epoch}=<32 random bytes in base64> to SCRUBJAY_EVIDENCE_KEYS in every process (openssl rand -base64 32 makes them), start them anew, then run scrubjay keys rotate.`,
  },
  SIGNING_KEY_MISSING: {
    ...CONFLICT,
    message: "This process has no signing key.",
    remedy:
      "Set SCRUBJAY_SIGNING_KEY, or SCRUBJAY_KEY_DIR to the folder of key files; scrubjay keys create makes them.",
  },
  SIGNING_KEY_NEEDED: {
    ...CONFLICT,
    message: "SCRUBJAY_SIGNING_KEY is still the key that signs the log.",
    remedy:
      "Set it to 32 fresh random bytes in every process (openssl rand -base64 32 makes them), start them anew, then run scrubjay keys rotate signing.",
  },
  SIGNING_KEY_RETIRED: {
    ...CONFLICT,
    message: "This signing key signed the log before and was replaced; it can't come back.",
    remedy: "Use a fresh one: openssl rand -base64 32 makes it.",
  },
  EPOCH_NOT_FOUND: {
    ...MISSING,
    message: "There is no such epoch.",
    remedy: "See the epochs with: scrubjay keys list",
  },
  EPOCH_FIRST: {
    ...CONFLICT,
    message: "Epoch 0 has no key of its own: its entries hang on the pseudonym key, which everything needs.",
    remedy: "Only whoever gives up the whole ledger can destroy that one.",
  },
  EPOCH_NEWEST: {
    ...CONFLICT,
    message: ({ epoch }: Epoch) => `Epoch ${epoch} is the newest: what is recorded now needs its key.`,
    remedy: "Begin the next one first: scrubjay keys rotate",
  },
  EPOCH_RETAINED: {
    ...CONFLICT,
    message: ({ epoch, until }: Epoch & { until: string }) =>
      `The retention of epoch ${epoch} isn't over before ${until} (SCRUBJAY_RETENTION).`,
    remedy: "Wait until then; to destroy its key all the same, add --early.",
  },
  EPOCH_IN_USE: {
    ...CONFLICT,
    message: ({ epoch, run }: Epoch & { run: number }) =>
      `Run ${run} is of epoch ${epoch} and isn't over, or people of it wait for a retry.`,
    remedy: ({ run }: { run: number }) =>
      `Look at it with: scrubjay runs. Finish it, or give it up: scrubjay cancel ${run}, or scrubjay dismiss ${run} for parked people.`,
  },
  "KEY_FILE.open": {
    ...CONFLICT,
    message: ({ file }: KeyFile) => `the key file ${file} can be read or changed by other users`,
    remedy: "Run chmod 600 on it; if others may have read it, treat the key as known to them",
  },
  "KEY_FILE.noKey": {
    ...CONFLICT,
    message: ({ file }: KeyFile) => `the key file ${file} doesn't hold 32 bytes in base64`,
    remedy: "Restore it from a backup: with another key, what was made with it can't be read again",
  },
  "KEY_FILE.unmade": {
    ...CONFLICT,
    message: ({ file, code }: KeyFile & { code: string }) => `the key file ${file} can't be made (${code})`,
    remedy: "Check that this user may write its folder",
  },
  "KEY_FILE.refused": {
    ...CONFLICT,
    message: ({ file, done }: KeyFile & { done: "read" | "changed" }) =>
      `the key file ${file} can't be ${done}`,
    remedy: "Check who owns the file and its folder",
  },
  "KEY_FILE.folder": {
    ...CONFLICT,
    message: "the key folder can't be read",
    remedy: "Name a folder that this user may write",
  },
  "KEY_FILE.taken": {
    ...CONFLICT,
    message: "the folder has keys already",
    remedy: "Use those, or name another folder",
  },
} as const satisfies ErrorRows;
