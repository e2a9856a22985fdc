import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { Answer } from "./client.js";

/** The one document of an answer; undefined when there is none (204). */
export async function readJson<T>(answer: Answer): Promise<T> {
  return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T);
}

/** NDJSON, value by value. An answer that is cut off is a failure, never an end. */
export async function* readLines<T>({ body }: Answer): AsyncGenerator<T> {
  if (!body) return;
  const input = Readable.fromWeb(body);
  // Readline doesn't pass a failure of its input on, and takes what was cut off for a line.
  let failure: { error: unknown } | undefined;
  input.on("error", (error) => (failure = { error }));
  let line: string | undefined;
  try {
    for await (const next of createInterface({ input, crlfDelay: Infinity })) {
      if (line !== undefined) yield JSON.parse(line) as T;
      line = next;
    }
  } finally {
    input.destroy();
  }
  if (failure) throw failure.error;
  if (line) yield JSON.parse(line) as T;
}
