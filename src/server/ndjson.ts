import type { ReadableStream } from "node:stream/web";
import { TextDecoder } from "node:util";
import { ApiError } from "./problem.js";

/** A caller that sends nothing for so long has gone: what it holds up is a transaction. */
const STALLED_MS = 30_000;
/** The first line carries a policy; the others are user IDs. */
const LONGEST_LINE = 1024 * 1024;

/**
 * The values of an NDJSON body, one by one, in flat memory.
 * @throws {ApiError} 400 at a line that isn't JSON or is too long, 408 when nothing comes any more; never with what was sent.
 */
export async function* ndjson(body: ReadableStream<Uint8Array> | null): AsyncGenerator<unknown> {
  let number = 0;
  for await (const line of lines(body)) {
    number += 1;
    if (line.trim() === "") continue;
    try {
      yield JSON.parse(line);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new ApiError(400, "MALFORMED", `Line ${number} of the body isn't JSON in UTF-8.`);
    }
  }
}

async function* lines(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string> {
  if (!body) return;
  const reader = body.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await within(STALLED_MS, reader.read());
      rest += decode(decoder, value);
      const complete = rest.split("\n");
      rest = done ? "" : (complete.pop() ?? "");
      yield* complete;
      if (rest.length > LONGEST_LINE)
        throw new ApiError(413, "BODY_TOO_LARGE", "A line is longer than 1 MiB.");
      if (done) return;
    }
  } finally {
    // What is left is of no use to anybody, and whoever still sends it is told so.
    void reader.cancel().catch(() => undefined);
  }
}

function decode(decoder: TextDecoder, bytes: Uint8Array | undefined): string {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined });
  } catch {
    throw new ApiError(400, "MALFORMED", "The body isn't UTF-8.");
  }
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new ApiError(408, "STALLED", `Nothing came for ${ms / 1000} s; nothing was begun.`));
    }, ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
