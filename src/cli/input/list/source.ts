import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { addAbortSignal, type Readable } from "node:stream";
import { failure } from "../../../base/errors.js";
import { capitalised } from "../../../model/words.js";
import type { Invocation } from "../../invocation.js";

/** Under these names what a program was started with can't always be opened again: a socket can't. */
const STANDARD_INPUT = ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];

export const isStandardInput = (source: string): boolean => STANDARD_INPUT.includes(source);

/**
 * A file, a named pipe or standard input. It is closed with the invocation.
 * @throws {USAGE}
 */
export async function opened(source: string, what: string, invocation: Invocation): Promise<Readable> {
  const { io, signal, cleanup } = invocation;
  if (isStandardInput(source)) return addAbortSignal(signal, io.stdin);
  const path = invocation.pathOf(source);
  const found = await stat(path).catch(() => undefined);
  if (!found || found.isDirectory()) throw failure("USAGE.listFile", { what: capitalised(what) });
  const stream = createReadStream(path, { signal });
  cleanup.add(async () => void stream.destroy());
  return stream;
}
