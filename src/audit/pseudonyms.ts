import { createHmac, hkdfSync } from "node:crypto";

const KEY_BYTES = 32;

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

  #tagged(tag: string, value: string): string {
    return createHmac("sha256", this.#key).update(`${tag}\0${this.appId}\0${value}`).digest("hex");
  }
}
