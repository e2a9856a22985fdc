import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { LeafKind } from "./leaf.js";
import { HASH_BYTES, leafHash } from "./merkle.js";

/** Leaves that were written together, as they wait to be sealed. */
export interface Bundle {
  /** Leaf hashes, one after the other, 32 bytes each. */
  hashes: Buffer;
  mac: Buffer;
}

/** A bundle with the rows that it is said to be of. */
export interface NamedBundle extends Bundle {
  kind: LeafKind;
  ids: readonly unknown[];
}

/**
 * Authenticates what is given to the sealer. Whoever can only write to the database can't get an entry into the log:
 * they lack the key.
 */
export class BundleAuthenticator {
  readonly #key: Buffer;

  /** @param masterKey the ledger's key, which all processes hold. */
  constructor(masterKey: Buffer) {
    this.#key = Buffer.from(hkdfSync("sha256", masterKey, "", "scrubjay/log-inbox/v1", 32));
  }

  bundle(appId: string, kind: LeafKind, leaves: readonly Buffer[]): Bundle {
    const hashes = Buffer.concat(leaves.map(leafHash));
    return { hashes, mac: this.#mac(appId, kind, hashes) };
  }

  /** Whether one of us wrote a bundle, for as many rows as it names. */
  isAuthentic(appId: string, { kind, ids, hashes, mac }: NamedBundle): boolean {
    if (hashes.length !== ids.length * HASH_BYTES) return false;
    const expected = this.#mac(appId, kind, hashes);
    return mac.length === expected.length && timingSafeEqual(mac, expected);
  }

  #mac(appId: string, kind: LeafKind, hashes: Buffer): Buffer {
    return createHmac("sha256", this.#key).update(`${kind}\0${appId}\0`).update(hashes).digest();
  }
}
