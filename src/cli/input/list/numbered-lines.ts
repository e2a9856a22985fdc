import { failure } from "../../../base/errors.js";
import { LinesError, linesOf } from "../../../base/lines.js";
import { capitalised } from "../../../model/words.js";
import { peeked } from "../../../base/peeked.js";
import type { Invocation } from "../../invocation.js";
import { encodingOf } from "../../../base/encoding.js";
import { isCutOff, unpacked } from "./unpacked.js";
import { opened } from "./source.js";

/** A line of a list, without its end. */
export interface Line {
  number: number;
  text: string;
}

/** Bytes of a line: no more than this is held at once. */
const LONGEST_LINE = 64 * 1024;
const ZIP = "PK\x03\x04";

/**
 * The lines of a file, a named pipe or standard input, unpacked where they are gzip, in UTF-8 or UTF-16. They end in LF or
 * CRLF; a CR alone may belong to an ID.
 * @param what it is called in a refusal.
 * @throws {LIST_INVALID | USAGE}
 */
export async function* numberedLines(
  source: string,
  what: string,
  invocation: Invocation,
): AsyncGenerator<Line> {
  let number = 0;
  try {
    const { head, bytes } = await unpacked(await peeked(await opened(source, what, invocation)));
    if (head.toString("latin1").startsWith(ZIP)) throw failure("LIST_INVALID.archive", { what, line: 1 });
    const options = { longest: LONGEST_LINE, encoding: encodingOf(head) };
    for await (const text of linesOf(bytes, options))
      yield { number: ++number, text: text.endsWith("\r") ? text.slice(0, -1) : text };
  } catch (error) {
    if (error instanceof LinesError) {
      const { reason, line } = error;
      throw failure(reason === "length" ? "LIST_INVALID.length" : "LIST_INVALID.encoding", { what, line });
    }
    if (isCutOff(error)) throw failure("LIST_INVALID.compressed", { what, line: Math.max(number, 1) });
    if ((error as NodeJS.ErrnoException).syscall)
      throw failure("USAGE.listFile", { what: capitalised(what) });
    throw error;
  }
}
