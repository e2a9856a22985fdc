import type { ReadableStream } from "node:stream/web";
import { failure } from "../../base/errors.js";
import { LinesError, linesOf } from "../../base/lines.js";
import { within } from "../../base/within.js";

/** A caller that sends nothing for so long has gone: what it holds up is a transaction. */
const STALLED_MS = 30_000;
/** The first line carries a policy; the others are user IDs. */
const LONGEST_LINE = 1024 * 1024;

/**
 * The values of an NDJSON body, one by one, in flat memory.
 * @throws 400 at a line that isn't JSON or is too long, 408 when nothing comes any more; never with what was sent.
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
      throw failure("MALFORMED.line", { line: number });
    }
  }
}

async function* lines(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string> {
  if (!body) return;
  try {
    yield* linesOf(chunksOf(body), { longest: LONGEST_LINE });
  } catch (error) {
    if (!(error instanceof LinesError)) throw error;
    throw error.reason === "length" ? failure("BODY_TOO_LARGE.line") : failure("MALFORMED.lines");
  }
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await within(STALLED_MS, reader.read(), stalled);
      if (done) return;
      yield value;
    }
  } finally {
    // What is left is of no use to anybody, and whoever still sends it is told so.
    void reader.cancel().catch(() => undefined);
  }
}

function stalled(): never {
  throw failure("STALLED", { seconds: STALLED_MS / 1000 });
}
