import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { LeafKind } from "./leaf.js";
import { leafHash } from "./merkle.js";

/** Leaves that were written together, as they wait to be sealed. */
export interface Bundle {
  /** Leaf hashes, one after the other, 32 bytes each. */
  hashes: Buffer;
  mac: Buffer;
}

/**
 * Vouches for what is handed to the sealer. Whoever can only write to the database can't get an entry into the log:
 * they lack the key.
 */
export class Scribe {
  readonly #key: Buffer;

  /** @param masterKey the ledger's key, which all processes hold. */
  constructor(masterKey: Buffer) {
    this.#key = Buffer.from(hkdfSync("sha256", masterKey, "", "scrubjay/log-inbox/v1", 32));
  }

  bundle(appId: string, kind: LeafKind, leaves: readonly Buffer[]): Bundle {
    const hashes = Buffer.concat(leaves.map(leafHash));
    return { hashes, mac: this.#mac(appId, kind, hashes) };
  }

  vouchesFor(appId: string, kind: LeafKind, { hashes, mac }: Bundle): boolean {
    const expected = this.#mac(appId, kind, hashes);
    return mac.length === expected.length && timingSafeEqual(mac, expected);
  }

  #mac(appId: string, kind: LeafKind, hashes: Buffer): Buffer {
    return createHmac("sha256", this.#key).update(`${kind}\0${appId}\0`).update(hashes).digest();
  }
}
