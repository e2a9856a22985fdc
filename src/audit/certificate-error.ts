import { ScrubjayError } from "../base/errors.js";

/** Thrown when a file is no certificate, or says something that its evidence doesn't. */
export class CertificateError extends ScrubjayError {
  readonly code = "CERTIFICATE_INVALID";

  constructor(readonly reason: string) {
    super(
      `the certificate isn't valid: ${reason}`,
      "Ask whoever handed it over for the file as it was issued",
    );
  }
}
