import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** A stream of bytes whose beginning is known; it is in the stream too. */
export interface Peeked {
  head: Buffer;
  bytes: AsyncIterable<Uint8Array>;
}

/** What tells gzip, an archive or an encoding. */
const ENOUGH = 4;
const GZIP = Buffer.from([0x1f, 0x8b]);

export async function peeked(chunks: AsyncIterable<Uint8Array>): Promise<Peeked> {
  const rest = chunks[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < ENOUGH) {
    const next = await rest.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  return { head, bytes: joined(head, rest) };
}

async function* joined(head: Buffer, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  yield* { [Symbol.asyncIterator]: () => rest };
}

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
