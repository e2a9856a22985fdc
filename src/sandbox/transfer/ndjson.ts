import { StringDecoder } from "node:string_decoder";
import { badRequest } from "../api/answer.js";
import { BodyError } from "../api/http.js";
import { MAX_FILE_BYTES } from "../shapes/file.js";

const CHUNK_CHARS = 65_536;
/** Room for a file of the largest size in base64. */
const MAX_LINE_CHARS = Math.ceil(MAX_FILE_BYTES / 3) * 4 + 65_536;

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

/** A text without the mark that some programs begin their files with. */
export const withoutBom = (text: string): string => text.replace(/^\ufeff/, "");

/** The lines of a UTF-8 stream, read no faster than they are taken. @throws BodyError for a line that is longer than any that an export has. */
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
