import { linesOf } from "../base/lines.js";

/** NDJSON, value by value. An answer that is cut off is a failure, never an end. */
export async function* readNdjson<T>(body: AsyncIterable<Uint8Array>): AsyncGenerator<T> {
  for await (const line of linesOf(body)) yield JSON.parse(line) as T;
}
