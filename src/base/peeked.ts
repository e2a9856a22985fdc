/** A stream of bytes whose beginning is known; it is in the stream too. */
export interface Peeked {
  head: Buffer;
  bytes: AsyncIterable<Uint8Array>;
}

/** What tells gzip, an archive or an encoding. */
const ENOUGH = 4;

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
