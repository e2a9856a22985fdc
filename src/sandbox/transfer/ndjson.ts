import { StringDecoder } from "node:string_decoder";
import { badRequest } from "../api/answer.js";
import { BodyError } from "../api/http.js";

const CHUNK_CHARS = 65_536;
const MAX_LINE_CHARS = 16 * 1024 * 1024;

/** Joins lines to chunks that are worth a write. */
export function* inChunks(lines: Iterable<string>): Generator<string> {
  let chunk = "";
  for (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK_CHARS) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}

/** The lines of a UTF-8 stream, read no faster than they are taken. @throws BodyError for a line over 16 Mi characters. */
export async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of stream) {
    // Only what is new is looked through: a long line would else be read again with each piece of it.
    const [end = "", ...lines] = decoder.write(chunk).split("\n");
    rest += end;
    if (rest.length > MAX_LINE_CHARS) throw new BodyError(badRequest(["a line is too long"]));
    for (const line of lines) {
      yield rest;
      rest = line;
    }
  }
  rest += decoder.end();
  if (rest !== "") yield rest;
}
