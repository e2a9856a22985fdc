import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { peeked, type Peeked } from "../../../base/peeked.js";

const GZIP = Buffer.from([0x1f, 0x8b]);

/** The same, unpacked where it is gzip. */
export async function unpacked(packed: Peeked): Promise<Peeked> {
  if (!packed.head.subarray(0, GZIP.length).equals(GZIP)) return packed;
  const gunzip = createGunzip();
  // What fails is thrown to whoever reads.
  pipeline(Readable.from(packed.bytes), gunzip, () => undefined);
  return peeked(gunzip as AsyncIterable<Uint8Array>);
}

/** Whether it isn't gzip to its end. */
export const isCutOff = (error: unknown): boolean =>
  error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
