import type { ReadableStream } from "node:stream/web";
import { TextDecoder } from "node:util";

/** Of what every implementation of `fetch` answers, what is needed here. */
export type Answer = Pick<Response, "status" | "json"> & { body: ReadableStream<Uint8Array> | null };

/** The one document of an answer; undefined when there is none (204). */
export async function readJson<T>(answer: Answer): Promise<T> {
  return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T);
}

/** NDJSON, value by value. An answer that is cut off is a failure, never an end. */
export async function* readLines<T>({ body }: Answer): AsyncGenerator<T> {
  if (!body) return;
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as T;
  }
  if (rest !== "") yield JSON.parse(rest) as T;
}
