import { ReadableStream } from "node:stream/web";

/** Characters for one write: enough that a million lines aren't a million writes. */
const CHUNK_LENGTH = 64 * 1024;

/**
 * Rows as an answer of NDJSON, read as fast as the caller takes them, in flat memory. A failure in the middle cuts the
 * answer off.
 */
export function ndjsonOf<Row>(rows: AsyncIterable<Row>, view: (row: Row) => unknown): Response {
  const line = (row: Row) => `${JSON.stringify(view(row))}\n`;
  return new Response(textOf(rows, line), { headers: { "content-type": "application/x-ndjson" } });
}

/** The lines of an answer, read as fast as the caller takes them. */
export function textOf<Row>(
  rows: AsyncIterable<Row>,
  line: (row: Row) => string,
): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks(rows, line));
}

async function* chunks<Row>(
  rows: AsyncIterable<Row>,
  line: (row: Row) => string,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = "";
  for await (const row of rows) {
    text += line(row);
    if (text.length < CHUNK_LENGTH) continue;
    yield encoder.encode(text);
    text = "";
  }
  if (text !== "") yield encoder.encode(text);
}
