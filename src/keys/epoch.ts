import { hkdfSync } from "node:crypto";
import { Pseudonyms } from "../audit/pseudonyms.js";
import { Cipher } from "../ledger/encryption.js";
import type { InEvidence } from "../ledger/runs/worklist.js";

/** Who people are in the evidence of one stretch of time. Destroying its key ends every link to them. */
export class Epoch {
  readonly #saltCipher: Cipher;
  readonly #pseudonyms: Pseudonyms;

  /** @param number counted from 1. */
  constructor(
    readonly number: number,
    key: Buffer,
    appId: string,
  ) {
    this.#pseudonyms = new Pseudonyms(key, appId);
    this.#saltCipher = new Cipher(Buffer.from(hkdfSync("sha256", key, "", "scrubjay/salt/v1", 32)));
  }

  /** The pseudonym of a user in the evidence, 64 hexadecimal digits. */
  subject(userId: string): string {
    return this.#pseudonyms.subject(userId);
  }

  personOf(userId: string): InEvidence {
    const evidence = this.subject(userId);
    const salt = this.#pseudonyms.salt(userId).toString("base64");
    return { evidence, salt: this.#saltCipher.encrypt(salt, evidence) };
  }

  /** What a certificate reveals: lets the person concerned check that it is about them. @throws {SEAL_BROKEN} */
  saltOf(evidence: string, encrypted: string): Buffer {
    return Buffer.from(this.#saltCipher.decrypt(encrypted, evidence), "base64");
  }

  customKey(name: string): string {
    return this.#pseudonyms.customKey(name);
  }
}

/**
 * Before there were epochs: people are in the evidence under the ledger's own key, which can't be destroyed, and their
 * salts weren't kept.
 */
export class FirstEpoch {
  readonly number = 0;

  constructor(private readonly pseudonyms: Pseudonyms) {}

  subject(userId: string): string {
    return this.pseudonyms.subject(userId);
  }

  personOf(): InEvidence {
    return { evidence: null, salt: null };
  }

  customKey(name: string): string {
    return this.pseudonyms.customKey(name);
  }
}

export type AnyEpoch = Epoch | FirstEpoch;
