import { ReadableStream } from "node:stream/web";

/** Lines for one write: enough that a million of them aren't a million writes. */
const CHUNK_LENGTH = 64 * 1024;

/**
 * Rows as an answer of NDJSON, read as fast as the caller takes them, in flat memory. A failure in the middle cuts the
 * answer off.
 */
export function ndjsonOf<Row>(rows: AsyncIterable<Row>, view: (row: Row) => unknown): Response {
  const body = ReadableStream.from(chunks(rows, view));
  return new Response(body, { headers: { "content-type": "application/x-ndjson" } });
}

async function* chunks<Row>(
  rows: AsyncIterable<Row>,
  view: (row: Row) => unknown,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = "";
  for await (const row of rows) {
    text += `${JSON.stringify(view(row))}\n`;
    if (text.length < CHUNK_LENGTH) continue;
    yield encoder.encode(text);
    text = "";
  }
  if (text !== "") yield encoder.encode(text);
}
