import { TextDecoder } from "node:util";

/** What is read isn't lines of text. */
export class LinesError extends Error {
  constructor(readonly reason: "encoding" | "length") {
    super(reason === "encoding" ? "what was read isn't UTF-8" : "a line is too long");
  }
}

/**
 * The lines of a stream in UTF-8 as they come, in flat memory, without their ends (LF); what stands after the last end is
 * a line too.
 * @param longest characters of a line.
 * @throws {LinesError} never with what was read.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  longest = Infinity,
): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decode(decoder, chunk)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
    if (rest.length > longest) throw new LinesError("length");
  }
  rest += decode(decoder);
  if (rest !== "") yield rest;
}

function decode(decoder: TextDecoder, bytes?: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined });
  } catch {
    throw new LinesError("encoding");
  }
}
