import { createHash, createHmac, hkdfSync } from "node:crypto";
import { formsOf } from "../model/email-address.js";

const KEY_BYTES = 32;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * The lower-case hexadecimal SHA-256 of an address in its canonical form. Anybody can find the address by trying, so it is
 * never stored; `Pseudonyms.email` makes it a pseudonym.
 */
export const emailDigest = (address: string): string => sha256(formsOf(address)[0] ?? address);

/** The digests under which an address may have been handed in: some senders hash it as they write it. */
const emailDigests = (address: string): string[] => formsOf(address).map(sha256);

/**
 * Keyed pseudonyms of one TalkJS app's people. Without the key a pseudonym tells nothing; destroying the key
 * ends every link (GDPR Recital 26).
 */
export class Pseudonyms {
  readonly #key: Buffer;

  constructor(
    masterKey: Buffer,
    private readonly appId: string,
  ) {
    this.#key = Buffer.from(hkdfSync("sha256", masterKey, "", "scrubjay/pseudonym/v1", KEY_BYTES));
  }

  /**
   * The pseudonym of a user, 64 hexadecimal digits. The inner salt can be handed to the holder of a certificate,
   * who can then check that an entry is about them without unlocking anyone else.
   */
  subject(userId: string): string {
    return createHmac("sha256", this.salt(userId)).update(userId).digest("hex");
  }

  salt(userId: string): Buffer {
    return createHmac("sha256", this.#key).update(`${this.appId}\0${userId}`).digest();
  }

  /** A short code for a replacement name, 8 hexadecimal digits. It shares no bytes with the subject. */
  nameCode(userId: string): string {
    return this.#tagged("name", userId).slice(0, 8);
  }

  /** A pseudonym for the name of a custom field, 16 hexadecimal digits: key names can be personal too. */
  customKey(name: string): string {
    return this.#tagged("custom-key", name).slice(0, 16);
  }

  /**
   * The pseudonym of an e-mail address, 64 hexadecimal digits.
   * @param digest of {@link emailDigest}, in either case: some senders only have the hash.
   */
  email(digest: string): string {
    return this.#tagged("email", digest.toLowerCase());
  }

  /** The pseudonyms under which these addresses, as they are written at TalkJS, may have been asked for; each once. */
  emails(addresses: readonly string[]): string[] {
    return [...new Set(addresses.flatMap(emailDigests))].map((digest) => this.email(digest));
  }

  /** What a text of an address's likeness is kept as, 16 hexadecimal digits: enough to tell apart all that one pass sees. */
  readonly likeness = (text: string): string => this.#tagged("likeness", text).slice(0, 16);

  /**
   * A keyed digest, 64 hexadecimal digits, to know something again that may not be kept. Digests of different
   * purposes can't be compared.
   */
  digest(purpose: string, value: string | Uint8Array): string {
    return this.#tagged(`digest/${purpose}`, value);
  }

  #tagged(tag: string, value: string | Uint8Array): string {
    return createHmac("sha256", this.#key).update(`${tag}\0${this.appId}\0`).update(value).digest("hex");
  }
}
