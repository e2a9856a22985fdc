import { hash } from "node:crypto";

/** Bytes of a SHA-256 hash. */
export const HASH_BYTES = 32;

/** The root of a tree without leaves (RFC 6962 section 2.1). */
export const EMPTY_ROOT = sha256(Buffer.alloc(0));

// Without these prefixes two leaves could pass as a node (RFC 6962 section 2.1).
const LEAF_PREFIX = Buffer.from([0]);
const NODE_PREFIX = 1;

/** One input for all nodes: appending a million leaves hashes a million of them. Nothing here waits. */
const nodeInput = Buffer.alloc(1 + 2 * HASH_BYTES, NODE_PREFIX);

/** The hash of a leaf that holds `data`: SHA-256(0x00 ‖ data), RFC 6962 section 2.1. */
export function leafHash(data: Uint8Array): Buffer {
  return sha256(Buffer.concat([LEAF_PREFIX, data]));
}

/** The hash of a node above two others: SHA-256(0x01 ‖ left ‖ right), RFC 6962 section 2.1. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_BYTES);
  return sha256(nodeInput);
}

/**
 * The root above nodes of one height, at least one; the last may be of any smaller height.
 *
 * Hashing pairs and lifting a last one without partner up as it is gives the root of RFC 6962, which splits at the
 * largest power of two below the number of leaves.
 *
 * @param hashes one after the other, 32 bytes each.
 */
export function rootAbove(hashes: Buffer): Buffer {
  const row = Buffer.from(hashes);
  let bytes = row.length;
  while (bytes > HASH_BYTES) bytes = hashPairs(row, bytes);
  return Buffer.from(row.subarray(0, HASH_BYTES));
}

/** Writes the row above over the row, and returns how many bytes it has. */
function hashPairs(row: Buffer, bytes: number): number {
  let written = 0;
  let read = 0;
  for (; read + 2 * HASH_BYTES <= bytes; read += 2 * HASH_BYTES) {
    row.copy(nodeInput, 1, read, read + 2 * HASH_BYTES);
    written += row.write(hash("sha256", nodeInput, "binary"), written, "binary");
  }
  row.copy(row, written, read, bytes);
  return written + (bytes - read);
}

/** By way of a string: on Node 20 it takes half the time of `hash(…, "buffer")`, a third of that of `createHash`. */
function sha256(data: Uint8Array): Buffer {
  return Buffer.from(hash("sha256", data, "binary"), "binary");
}
