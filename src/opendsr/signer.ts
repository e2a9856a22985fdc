import { constants, createHash, sign, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { ConfigError, type SettingProblem } from "../config/error.js";
import type { ServiceSettings } from "../config/config.js";
import { errorCode } from "../telemetry/error-code.js";
import { readCredentials, type Credentials } from "./certificate.js";

export type OpendsrSettings = NonNullable<ServiceSettings["opendsr"]>;

/**
 * Signing takes 0.5 ms with a key of 2,048 bits and 9 ms with 4,096, and discovery and refusals need no token: their
 * bodies are few, so a flood of such calls costs next to nothing.
 */
const REMEMBERED = 64;

/** Vouches for what this service tells as a processor. */
export class OpendsrSigner {
  /** As PEM, for whoever checks a signature. */
  readonly certificates: string;
  /** Lines for a person, at start. */
  readonly warnings: string[];
  readonly #privateKey: KeyObject;
  /** By the body's digest, the latest last. A signature of PKCS #1 v1.5 is always the same. */
  readonly #signatures = new Map<string, string>();

  constructor(
    readonly domain: string,
    { privateKey, certificates, warnings }: Credentials,
  ) {
    this.certificates = certificates;
    this.warnings = warnings;
    this.#privateKey = privateKey;
  }

  /**
   * The headers for an answer or callback with exactly this body: RSASSA-PKCS1-v1_5 with SHA-256, in base64, under
   * the names of OpenDSR 2.0 and of OpenGDPR 1.0, so that a receiver of either finds its own (§ 10.1).
   */
  sign(body: Uint8Array): Record<string, string> {
    const signature = this.#signatureOf(body);
    return {
      "X-OpenDSR-Processor-Domain": this.domain,
      "X-OpenDSR-Signature": signature,
      "X-OpenGDPR-Processor-Domain": this.domain,
      "X-OpenGDPR-Signature": signature,
    };
  }

  #signatureOf(body: Uint8Array): string {
    const digest = createHash("sha256").update(body).digest("base64");
    const key = { key: this.#privateKey, padding: constants.RSA_PKCS1_PADDING };
    const signature = this.#signatures.get(digest) ?? sign("sha256", body, key).toString("base64");
    this.#signatures.delete(digest);
    this.#signatures.set(digest, signature);
    const [oldest] = this.#signatures.keys();
    if (this.#signatures.size > REMEMBERED && oldest !== undefined) this.#signatures.delete(oldest);
    return signature;
  }
}

/**
 * Reads the key and the certificate, once, at start.
 * @throws {ConfigError} with all that keeps controllers from checking the signatures.
 */
export async function openSigner(
  { domain, keyFile, certificateFile }: OpendsrSettings,
  now: Date,
): Promise<OpendsrSigner> {
  const problems: SettingProblem[] = [];
  const read = (setting: string, file: string) =>
    readFile(file, "utf8").catch((error: unknown) => {
      problems.push({ setting, problem: `names a file that can't be read (${errorCode(error)})` });
      return "";
    });
  const [key, certificate] = await Promise.all([
    read("SCRUBJAY_OPENDSR_KEY_FILE", keyFile),
    read("SCRUBJAY_OPENDSR_CERTIFICATE_FILE", certificateFile),
  ]);
  if (problems.length > 0) throw new ConfigError(problems);
  const found = readCredentials({ key, certificate }, domain, now);
  if ("problems" in found) throw new ConfigError(found.problems);
  return new OpendsrSigner(domain, found.credentials);
}
