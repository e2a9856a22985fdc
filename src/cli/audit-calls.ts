import { readLines } from "./api/answer.js";
import type { ApiClient, Call } from "./api/client.js";

/** A call whose answer isn't one JSON document, and what ends it. */
export type StreamCall = Pick<Call, "method" | "path" | "query" | "json" | "signal">;

/** What the API answers to a call as NDJSON, value by value. @throws as `ApiClient` does. */
export function linesOf<T>(api: ApiClient, call: StreamCall): AsyncGenerator<T> {
  return api.read(call, (answer) => readLines<T>(answer));
}

/** What the API answers, byte for byte, as fast as it is taken. An answer that is cut off throws. */
export function bytesOf(api: ApiClient, call: StreamCall): AsyncGenerator<Uint8Array> {
  return api.read(call, async function* ({ body }) {
    if (body) yield* body;
  });
}

/** A short answer as a whole. */
export async function textOf(api: ApiClient, call: StreamCall): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytesOf(api, call)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
