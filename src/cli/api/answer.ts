import type { ReadableStream } from "node:stream/web";
import { readNdjson } from "../../server/read-ndjson.js";

/** Of what every implementation of `fetch` answers, what is needed here. */
export type Answer = Pick<Response, "status" | "json"> & { body: ReadableStream<Uint8Array> | null };

/** The one document of an answer; undefined when there is none (204). */
export async function readJson<T>(answer: Answer): Promise<T> {
  return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T);
}

/** NDJSON, value by value. An answer that is cut off is a failure, never an end. */
export async function* readLines<T>({ body }: Answer): AsyncGenerator<T> {
  if (body) yield* readNdjson<T>(body);
}
