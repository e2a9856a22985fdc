import { createPublicKey, hash, verify, type KeyObject } from "node:crypto";
import { failure } from "../base/errors.js";
import { fromBase64 } from "./base64.js";
import { demandKeyName } from "./key-name.js";

/** Ed25519 among the signature types of c2sp.org/signed-note. */
const ED25519 = 0x01;
const PUBLIC_KEY_BYTES = 32;
const KEY_ID_DIGITS = 8;

/** The base64 may have plus signs too. */
const VERIFIER_KEY = /^([^+]*)\+([^+]*)\+(.*)$/s;

/** A public Ed25519 key and its name, with which signed notes are verified (c2sp.org/signed-note). */
export class VerifierKey {
  /** 8 lower-case hexadecimal digits. With the name it tells keys apart; it proves nothing. */
  readonly keyId: string;
  readonly #publicKey: KeyObject;
  readonly #typed: Buffer;

  /**
   * @param publicKey 32 bytes, as RFC 8032 encodes it.
   * @throws NOTE_KEY_INVALID when the name can't be that of a key, or the length is wrong.
   */
  constructor(
    readonly name: string,
    publicKey: Buffer,
  ) {
    demandKeyName(name);
    if (publicKey.length !== PUBLIC_KEY_BYTES)
      throw failure("NOTE_KEY_INVALID", { reason: "it doesn't have 32 bytes" });
    this.#typed = Buffer.from([ED25519, ...publicKey]);
    this.keyId = hash("sha256", Buffer.concat([Buffer.from(`${name}\n`), this.#typed])).slice(
      0,
      KEY_ID_DIGITS,
    );
    this.#publicKey = createPublicKey({
      key: { kty: "OKP", crv: "Ed25519", x: publicKey.toString("base64url") },
      format: "jwk",
    });
  }

  /**
   * Reads `<name>+<key ID>+<base64>`.
   * @throws NOTE_KEY_INVALID with what is wrong.
   */
  static parse(text: string): VerifierKey {
    const [, name, keyId, encoded] = VERIFIER_KEY.exec(text) ?? [];
    if (name === undefined || encoded === undefined)
      throw failure("NOTE_KEY_INVALID", { reason: "it doesn't have three parts" });
    const typed = fromBase64(encoded);
    if (typed === undefined) throw failure("NOTE_KEY_INVALID", { reason: "its third part is no base64" });
    if (typed[0] !== ED25519) throw failure("NOTE_KEY_INVALID", { reason: "it is no Ed25519 key" });
    const key = new VerifierKey(name, typed.subarray(1));
    if (key.keyId !== keyId)
      throw failure("NOTE_KEY_INVALID", { reason: "its key ID doesn't belong to its name and key" });
    return key;
  }

  toString(): string {
    return `${this.name}+${this.keyId}+${this.#typed.toString("base64")}`;
  }

  /** @param signature 64 bytes, RFC 8032; with any other length it doesn't hold. */
  verify(message: Uint8Array, signature: Uint8Array): boolean {
    return verify(null, message, this.#publicKey, signature);
  }
}
