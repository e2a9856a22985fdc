import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { failure } from "../../base/errors.js";
import type { Invocation } from "../invocation.js";

/**
 * User IDs, one a line, from a file or (`-`) from standard input. Streams; blank lines are passed over, and spaces
 * inside a line belong to the ID. Lines may end in CRLF; a byte order mark is dropped.
 * @throws {USAGE} when the file can't be read or holds no ID.
 */
export async function* userIdsFrom(source: string, { io, cwd }: Invocation): AsyncGenerator<string> {
  const input = source === "-" ? io.stdin : createReadStream(await readable(resolve(cwd, source)));
  let found = false;
  let first = true;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    const id = first ? line.replace(/^\uFEFF/, "") : line;
    first = false;
    if (id.trim() === "") continue;
    found = true;
    yield id;
  }
  if (!found) {
    const what = source === "-" ? "Standard input" : "The file of user IDs";
    throw failure("USAGE.noIds", { what });
  }
}

/** @throws {USAGE} */
async function readable(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw failure("USAGE.idsFile");
  return path;
}
