import { ReadableStream } from "node:stream/web";
import type { Call } from "./call.js";

/** What is sent, and afterwards why its lines could not be read, if that is what failed. */
export interface Outgoing {
  url: URL;
  init: {
    method: string;
    headers: Record<string, string>;
    signal: AbortSignal;
    body?: string | ReadableStream<Uint8Array>;
    duplex?: "half";
  };
  sourceFailure: () => Error | undefined;
}

/** A call as `fetch` takes it. */
export function outgoing(call: Call, base: string, headers: Record<string, string> = {}): Outgoing {
  const url = new URL(base);
  url.pathname = url.pathname.replace(/\/$/, "") + call.path;
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
  }
  let failure: Error | undefined;
  const { method, signal, accept, key } = call;
  const init: Outgoing["init"] = {
    method,
    headers: { ...headers, ...(accept && { accept }), ...(key && { "idempotency-key": key }) },
    signal,
  };
  if (call.lines) {
    init.headers["content-type"] = "application/x-ndjson";
    init.body = ReadableStream.from(encoded(call.lines, (error) => (failure = error)));
    init.duplex = "half";
  } else if (call.json !== undefined) {
    init.headers["content-type"] = "application/json";
    init.body = JSON.stringify(call.json);
  }
  return { url, init, sourceFailure: () => failure };
}

/** As few chunks as is sensible: one for each line would cost more than the line. */
const CHUNK_LENGTH = 64 * 1024;

async function* encoded(
  lines: AsyncIterable<unknown>,
  onFailure: (error: Error) => void,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = "";
  try {
    for await (const line of lines) {
      text += `${JSON.stringify(line)}\n`;
      if (text.length < CHUNK_LENGTH) continue;
      yield encoder.encode(text);
      text = "";
    }
  } catch (error) {
    onFailure(error as Error);
    throw error;
  }
  if (text !== "") yield encoder.encode(text);
}
