import { createPrivateKey, createPublicKey, sign, type KeyObject } from "node:crypto";
import { failure } from "../base/errors.js";
import { VerifierKey } from "./verifier-key.js";

const SEED_BYTES = 32;

/** What PKCS #8 has in front of the 32 bytes of an Ed25519 private key (RFC 8410 section 7). */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

/** A private Ed25519 key and its name, with which notes are signed (c2sp.org/signed-note). */
export class SigningKey {
  readonly #privateKey: KeyObject;
  readonly #verifier: VerifierKey;

  private constructor(privateKey: KeyObject, verifier: VerifierKey) {
    this.#privateKey = privateKey;
    this.#verifier = verifier;
  }

  /**
   * @param name for a log's key: the log's origin.
   * @param seed 32 random bytes, the private key of RFC 8032.
   * @throws NOTE_KEY_INVALID when the name can't be that of a key, or the length is wrong.
   */
  static fromSeed(name: string, seed: Buffer): SigningKey {
    if (seed.length !== SEED_BYTES)
      throw failure("NOTE_KEY_INVALID", { reason: "its seed doesn't have 32 bytes" });
    const key = Buffer.concat([PKCS8_HEAD, seed]);
    const privateKey = createPrivateKey({ key, format: "der", type: "pkcs8" });
    const { x } = createPublicKey(privateKey).export({ format: "jwk" });
    return new SigningKey(privateKey, new VerifierKey(name, Buffer.from(x ?? "", "base64url")));
  }

  get name(): string {
    return this.#verifier.name;
  }

  /** 8 lower-case hexadecimal digits. */
  get keyId(): string {
    return this.#verifier.keyId;
  }

  /** The verifier key as text, for whoever checks what this key signed. It is public. */
  get vkey(): string {
    return this.#verifier.toString();
  }

  /** @returns 64 bytes, Ed25519 of RFC 8032. */
  sign(text: Uint8Array): Buffer {
    return sign(null, text, this.#privateKey);
  }
}
