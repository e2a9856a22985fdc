import { ScrubjayError } from "../base/errors.js";
import { MissingError } from "../ledger/errors.js";

/** Thrown when a request may still change: a certificate says how it ended. */
export class CertificateTooEarlyError extends ScrubjayError {
  readonly code = "CERTIFICATE_TOO_EARLY";
  override readonly exitCode = 2;

  constructor(state: string) {
    super(
      `This request hasn't ended, so there is nothing to certify yet: it is ${state}.`,
      "Follow it: scrubjay request show <id>. For somebody whose erasure is done already: scrubjay certificate user <run> <userId>",
    );
  }
}

/** Thrown when nobody can be certified for a request, whoever they are. */
export class NothingToCertifyError extends ScrubjayError {
  override readonly exitCode = 2;

  constructor(
    readonly code: "CERTIFICATE_NOBODY" | "CERTIFICATE_CANCELLED" | "CERTIFICATE_UNRECORDED",
    message: string,
    remedy?: string,
  ) {
    super(message, remedy);
  }
}

export class NoEntryError extends MissingError {
  readonly code = "CERTIFICATE_NO_ENTRY";

  constructor() {
    super("This run recorded nothing about that user ID.", "See which runs did: scrubjay audit lookup -");
  }
}

/** Thrown when somebody's data wasn't erased, or nobody saw it blank. Nothing of that is ever certified. */
export class NotCertifiableError extends ScrubjayError {
  readonly code = "CERTIFICATE_NOT_VERIFIED";
  override readonly exitCode = 2;

  /** @param outcome with its reason, such as `excluded (role)`. */
  constructor(readonly outcome: string) {
    super(
      `There is no certificate for this person: ${outcome}. Only an erasure that was read back blank is certified.`,
      "See what was recorded: scrubjay audit lookup -",
    );
  }
}

/** Thrown for entries whose salt wasn't kept: without it nobody could show that a certificate is about them. */
export class UnsaltedEntryError extends ScrubjayError {
  readonly code = "CERTIFICATE_UNSALTED";
  override readonly exitCode = 2;

  constructor() {
    super(
      "This erasure was recorded before Scrubjay could issue certificates.",
      "Erase the person once more: what is blank already is read and recorded, and can be certified. Or hand over the audit entry: scrubjay audit export",
    );
  }
}

/** Thrown when what a certificate rests on isn't in a signed checkpoint yet. */
export class NotSealedError extends ScrubjayError {
  readonly code = "CERTIFICATE_NOT_SEALED";

  constructor() {
    super(
      "What this certificate rests on isn't sealed yet.",
      "It is within seconds while a service or a worker runs (scrubjay serve, scrubjay worker); then try again",
    );
  }
}

/** Thrown when what was recorded doesn't give a valid certificate. Nothing is handed out. */
export class EvidenceBrokenError extends ScrubjayError {
  readonly code = "CERTIFICATE_EVIDENCE_BROKEN";

  constructor(readonly finding: string) {
    super(
      `The evidence doesn't hold, so nothing is certified: ${finding}.`,
      "Find out what was changed: scrubjay audit verify",
    );
  }
}

/** Thrown when this machine has no program that prints pages. */
export class NoChromiumError extends ScrubjayError {
  readonly code = "CHROMIUM_MISSING";
  override readonly exitCode = 2;

  constructor() {
    super(
      "There is no Chromium or Chrome on this machine, which makes PDFs.",
      "Install one (chromium, chromium-browser or google-chrome must be on the PATH), or take HTML and print that",
    );
  }
}

export class PdfFailedError extends ScrubjayError {
  readonly code = "PDF_FAILED";

  constructor(readonly reason: string) {
    super(`Chromium made no PDF: ${reason}`, "Try again, or take HTML and print that");
  }
}
