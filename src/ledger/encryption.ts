import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { failure } from "../base/errors.js";

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts what names a person before it reaches the database: deleted rows linger in table files, WAL and
 * backups. Every run has a key of its own, so random nonces never come near their limit
 * (NIST SP 800-38D §8.3: 2^32 a key).
 */
export class Encryption {
  constructor(private readonly masterKey: Buffer) {}

  /** The cipher of what belongs to no single run. */
  ofLedger(): Cipher {
    return this.ofRun(0);
  }

  /** The cipher of one run; they are numbered from 1. */
  ofRun(runId: number): Cipher {
    return new Cipher(
      Buffer.from(hkdfSync("sha256", this.masterKey, "", `scrubjay/worklist/v1/${runId}`, 32)),
    );
  }

  /** The cipher of one erasure request. */
  ofRequest(requestId: string): Cipher {
    return new Cipher(
      Buffer.from(hkdfSync("sha256", this.masterKey, "", `scrubjay/request/v1/${requestId}`, 32)),
    );
  }

  /** Tells whether two processes hold the same key without telling the key. */
  keyCheck(): string {
    return createHmac("sha256", this.masterKey).update("scrubjay/key-check/v1").digest("hex").slice(0, 32);
  }
}

export class Cipher {
  #macKey: Buffer | undefined;

  constructor(private readonly key: Buffer) {}

  /** Authenticates what stands in the clear: HMAC-SHA-256 under a key of its own (RFC 2104), in base64. */
  mac(text: string): string {
    this.#macKey ??= Buffer.from(hkdfSync("sha256", this.key, "", "scrubjay/mac/v1", 32));
    return createHmac("sha256", this.#macKey).update(text).digest("base64");
  }

  /** @param context binds the text to its place (the pseudonym, the page): moved elsewhere it no longer opens. */
  encrypt(plain: string, context: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce).setAAD(Buffer.from(context));
    const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
    return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString("base64");
  }

  /** @throws {SEAL_BROKEN} when the key or the place is another one, or the text was changed. */
  decrypt(encrypted: string, context: string): string {
    const bytes = Buffer.from(encrypted, "base64");
    try {
      const decipher = createDecipheriv(ALGORITHM, this.key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      const body = bytes.subarray(NONCE_BYTES, -TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
    } catch {
      throw failure("SEAL_BROKEN");
    }
  }
}
