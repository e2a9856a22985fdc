import { TextDecoder } from "node:util";

/** How text is written as bytes. */
export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** What is read isn't lines of text. */
export class LinesError extends Error {
  constructor(
    readonly reason: "encoding" | "length",
    /** Where, counted from 1. */
    readonly line: number,
  ) {
    super(reason === "encoding" ? "what was read isn't text in its encoding" : "a line is too long");
  }
}

export interface LinesOptions {
  /** Bytes of a line. @default Infinity */
  longest?: number;
  /** @default utf-8 */
  encoding?: Encoding;
}

const BYTE_ORDER_MARK = /^\uFEFF/;

/**
 * The lines of a stream of text as they come, in flat memory, without their ends (LF); what stands after the last end is
 * a line too. A byte order mark before the first one is dropped.
 * @throws {LinesError} never with what was read.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  { longest = Infinity, encoding = "utf-8" }: LinesOptions = {},
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let rest: Buffer = Buffer.alloc(0);
  let given = 0;
  const decoded = (bytes: Buffer): string[] => {
    const text = decode(bytes, decoder);
    if (text === undefined) throw new LinesError("encoding", given + firstWrong(bytes, encoding, decoder));
    const lines = (given === 0 ? text.replace(BYTE_ORDER_MARK, "") : text).split("\n");
    given += lines.length;
    return lines;
  };
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = lastEnd(bytes, encoding);
    if (end >= 0) yield* decoded(bytes.subarray(0, end));
    rest = end < 0 ? bytes : bytes.subarray(end + widthOf(encoding));
    if (rest.length > longest) throw new LinesError("length", given + 1);
  }
  if (rest.length === 0) return;
  const [last = ""] = decoded(rest);
  if (last !== "") yield last;
}

/** Bytes of an LF. */
const widthOf = (encoding: Encoding): number => (encoding === "utf-8" ? 1 : 2);

/** Where the last LF begins; -1 where there is none. */
function lastEnd(bytes: Buffer, encoding: Encoding): number {
  if (encoding === "utf-8") return bytes.lastIndexOf(0x0a);
  for (let at = (bytes.length & ~1) - 2; at >= 0; at -= 2) if (isEnd(bytes, at, encoding)) return at;
  return -1;
}

/** Where the first LF from `from` on begins, or where the bytes end. */
function firstEnd(bytes: Buffer, from: number, encoding: Encoding): number {
  let at = encoding === "utf-8" ? bytes.indexOf(0x0a, from) : from;
  if (encoding !== "utf-8") while (at + 1 < bytes.length && !isEnd(bytes, at, encoding)) at += 2;
  return at < 0 || at + 1 > bytes.length ? bytes.length : at;
}

const isEnd = (bytes: Buffer, at: number, encoding: Encoding): boolean =>
  (encoding === "utf-16le" ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)) === 0x0a;

/** Undefined where it can't be decoded. */
function decode(bytes: Uint8Array, decoder: TextDecoder): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Which line, from 1, is the first that can't be decoded. */
function firstWrong(bytes: Buffer, encoding: Encoding, decoder: TextDecoder): number {
  for (let line = 1, from = 0; ; line++) {
    const end = firstEnd(bytes, from, encoding);
    if (end >= bytes.length || decode(bytes.subarray(from, end), decoder) === undefined) return line;
    from = end + widthOf(encoding);
  }
}
