import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import type { SettingProblem } from "../config/error.js";
import { DAY_MS } from "../model/time.js";

const KEY = "SCRUBJAY_OPENDSR_KEY_FILE";
const CERTIFICATE = "SCRUBJAY_OPENDSR_CERTIFICATE_FILE";
const LEAST_BITS = 2048;
const WARN_DAYS = 30;
/** Only these leave the file: keys are often kept beside their certificate. */
const CERTIFICATE_BLOCKS = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

export interface Credentials {
  privateKey: KeyObject;
  /** The certificate, and those that lead to its authority if the file has them. */
  certificates: string;
  /** What a person should mend, although it works. */
  warnings: string[];
}

/** A key and its certificate, if controllers can check signatures with them; else all that is wrong. */
export function readCredentials(
  files: { key: string; certificate: string },
  domain: string,
  now: Date,
): { credentials: Credentials } | { problems: SettingProblem[] } {
  const privateKey = orUndefined(() => createPrivateKey(files.key));
  const blocks = files.certificate.match(CERTIFICATE_BLOCKS) ?? [];
  const certificate = orUndefined(() => new X509Certificate(blocks[0] ?? ""));
  const problems = [
    ...named(KEY, problemOfKey(privateKey)),
    ...named(CERTIFICATE, certificate ? problemOfCertificate(certificate, domain, now) : NO_CERTIFICATE),
  ];
  if (!privateKey || !certificate) return { problems };
  if (!certificate.checkPrivateKey(privateKey))
    problems.push({ setting: KEY, problem: "holds another key than the one of the certificate" });
  if (problems.length > 0) return { problems };
  return {
    credentials: {
      privateKey,
      certificates: `${blocks.join("\n")}\n`,
      warnings: warningsOf(certificate, now),
    },
  };
}

const NO_CERTIFICATE = "doesn't begin with an X.509 certificate in PEM";

function problemOfKey(key: KeyObject | undefined): string | undefined {
  if (!key) return "doesn't hold a private key in PEM without a passphrase";
  if (key.asymmetricKeyType !== "rsa") return "must hold an RSA key: OpenDSR's signatures are RSA";
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_BITS)
    return `must hold an RSA key of at least ${LEAST_BITS} bits`;
  return undefined;
}

function problemOfCertificate(certificate: X509Certificate, domain: string, now: Date): string | undefined {
  if (new Date(certificate.validTo) <= now) return "holds a certificate that has expired";
  if (new Date(certificate.validFrom) > now) return "holds a certificate that isn't valid yet";
  // Controllers look for the domain among the alternative names only (OpenDSR's security guidelines).
  if (!certificate.checkHost(domain, { subject: "never" }))
    return "holds a certificate without SCRUBJAY_OPENDSR_DOMAIN among its alternative names";
  return undefined;
}

function warningsOf(certificate: X509Certificate, now: Date): string[] {
  const days = Math.floor((new Date(certificate.validTo).getTime() - now.getTime()) / DAY_MS);
  const isSelfSigned = certificate.checkIssued(certificate);
  return [
    ...(days < WARN_DAYS ? [`The OpenDSR certificate ends in ${days} days: renew it.`] : []),
    ...(isSelfSigned
      ? [
          "The OpenDSR certificate is self-signed: controllers that follow the specification (§ 4.1) refuse it.",
        ]
      : []),
  ];
}

const named = (setting: string, problem: string | undefined): SettingProblem[] =>
  problem === undefined ? [] : [{ setting, problem }];

function orUndefined<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
