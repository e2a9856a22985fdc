import { ScrubjayError } from "../base/errors.js";
import { MissingError } from "../ledger/errors.js";

/** Thrown when this process has no key for an epoch that others have used. */
export class EvidenceKeyMissingError extends ScrubjayError {
  readonly code = "EVIDENCE_KEY_MISSING";
  override readonly exitCode = 2;

  constructor(readonly epoch: number) {
    super(
      `The evidence key of epoch ${epoch} isn't here.`,
      `Bring back evidence-${epoch}.key in the key folder, or ${epoch}=… in SCRUBJAY_EVIDENCE_KEYS; all processes need the same keys. If it is lost for good, begin the next epoch: scrubjay keys rotate`,
    );
  }
}

/** Thrown when the evidence of an epoch can't be tied to anybody any more. */
export class EvidenceKeyDestroyedError extends ScrubjayError {
  readonly code = "EVIDENCE_KEY_DESTROYED";
  override readonly exitCode = 2;

  constructor(readonly epoch: number) {
    super(
      `The evidence key of epoch ${epoch} was destroyed on purpose: nobody can be found in its entries any more.`,
      "The entries themselves stand; see the epochs with: scrubjay keys list",
    );
  }
}

/** Thrown when this process has another key for an epoch than the one it began with. */
export class EvidenceKeyMismatchError extends ScrubjayError {
  readonly code = "EVIDENCE_KEY_MISMATCH";
  override readonly exitCode = 2;

  constructor(readonly epoch: number) {
    super(
      `The evidence key of epoch ${epoch} isn't the one that the epoch began with.`,
      `All processes need the same key folder or the same SCRUBJAY_EVIDENCE_KEYS: bring back the right key of epoch ${epoch}.`,
    );
  }
}

/** Thrown when an epoch is to begin whose key has to stand in the settings, and doesn't. */
export class EvidenceKeyNeededError extends ScrubjayError {
  readonly code = "EVIDENCE_KEY_NEEDED";
  override readonly exitCode = 2;

  constructor(readonly epoch: number) {
    super(
      `Epoch ${epoch} needs a key of its own, and SCRUBJAY_EVIDENCE_KEYS has none for it.`,
      `Add ${epoch}=<32 random bytes in base64> to SCRUBJAY_EVIDENCE_KEYS in every process (openssl rand -base64 32 makes them), start them anew, then run scrubjay keys rotate.`,
    );
  }
}

/** Thrown when this process has nothing to sign with. */
export class SigningKeyMissingError extends ScrubjayError {
  readonly code = "SIGNING_KEY_MISSING";
  override readonly exitCode = 2;

  constructor() {
    super(
      "This process has no signing key.",
      "Set SCRUBJAY_SIGNING_KEY, or SCRUBJAY_KEY_DIR to the folder of key files; scrubjay keys create makes them.",
    );
  }
}

/** Thrown when the signing key stands in the settings and is to be changed, and the settings still have the old one. */
export class SigningKeyNeededError extends ScrubjayError {
  readonly code = "SIGNING_KEY_NEEDED";
  override readonly exitCode = 2;

  constructor() {
    super(
      "SCRUBJAY_SIGNING_KEY is still the key that signs the log.",
      "Set it to 32 fresh random bytes in every process (openssl rand -base64 32 makes them), start them anew, then run scrubjay keys rotate signing.",
    );
  }
}

/** Thrown when a key that was replaced once is to sign again. */
export class SigningKeyRetiredError extends ScrubjayError {
  readonly code = "SIGNING_KEY_RETIRED";
  override readonly exitCode = 2;

  constructor() {
    super(
      "This signing key signed the log before and was replaced; it can't come back.",
      "Use a fresh one: openssl rand -base64 32 makes it.",
    );
  }
}

export class EpochNotFoundError extends MissingError {
  readonly code = "EPOCH_NOT_FOUND";

  constructor() {
    super("There is no such epoch.", "See the epochs with: scrubjay keys list");
  }
}

/** Thrown when the key of an epoch may not be destroyed. Nothing was changed. */
export class EpochKeptError extends ScrubjayError {
  override readonly exitCode = 2;

  constructor(
    readonly code: "EPOCH_FIRST" | "EPOCH_NEWEST" | "EPOCH_RETAINED" | "EPOCH_IN_USE",
    message: string,
    remedy: string,
  ) {
    super(message, remedy);
  }
}
