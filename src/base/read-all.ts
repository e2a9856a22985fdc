/** All that a stream holds; undefined when that is more than so many bytes, and the stream is given up. */
export async function readAll(chunks: AsyncIterable<unknown>, most: number): Promise<Buffer | undefined> {
  const read: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) return undefined;
    read.push(chunk);
  }
  return Buffer.concat(read, size);
}
