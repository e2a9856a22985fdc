import type { IncomingMessage, ServerResponse } from "node:http";
import { fail, notFound, type Answer } from "../api/answer.js";
import { drain, send } from "../api/http.js";
import type { StoredFile } from "../shapes/file.js";
import { FILES_PREFIX } from "../store/files.js";
import type { World } from "../store/world.js";

const PATH = new RegExp(`^${FILES_PREFIX}([^/?#]+)/([^/?#]+)(?:[?#]|$)`);

/**
 * Serves a file to whoever knows its address: no token is asked for. Assumption: one that is gone is a 410, and its address is
 * good as long as the file is.
 */
export async function serveFile(world: World, req: IncomingMessage, res: ServerResponse): Promise<void> {
  await drain(req);
  const file = fileOf(world, req);
  if ("status" in file) return send(res, file);
  const { bytes, contentType } = file;
  const range = rangeOf(req.headers.range, bytes.length);
  const headers = {
    "content-type": contentType,
    "accept-ranges": "bytes",
    // A page that somebody uploaded must not look into the sandbox.
    "content-security-policy": "sandbox",
    "x-content-type-options": "nosniff",
  };
  if (range === "unsatisfiable") {
    res.writeHead(416, { "content-range": `bytes */${bytes.length}`, "content-length": 0 });
    res.end();
    return;
  }
  const part = range === undefined ? bytes : bytes.subarray(range.first, range.last + 1);
  const of = range && { "content-range": `bytes ${range.first}-${range.last}/${bytes.length}` };
  res.writeHead(range === undefined ? 200 : 206, { ...headers, ...of, "content-length": part.length });
  res.end(req.method === "HEAD" ? undefined : part);
}

function fileOf({ files, settings }: World, req: IncomingMessage): StoredFile | Answer {
  const isHead = req.method === "HEAD" && settings.assumed.fileHead === "taken";
  if (req.method !== "GET" && !isHead) return fail(405, "METHOD_NOT_ALLOWED", ["not for files"]);
  const [, token = "", name = ""] = PATH.exec(req.url ?? "") ?? [];
  if (files.isGone(token)) return fail(410, "GONE", ["the file is gone"]);
  const file = files.get(token);
  return file === undefined || name !== encodeURIComponent(file.about.filename) ? notFound("file") : file;
}

interface Range {
  first: number;
  last: number;
}

/** One range of bytes; of more, or another unit, everything is sent. @see RFC 9110, section 14.2 */
function rangeOf(header: string | undefined, length: number): Range | "unsatisfiable" | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  const first = from === "" ? Math.max(0, length - Number(to)) : Number(from);
  const last = from === "" || to === "" ? length - 1 : Math.min(Number(to), length - 1);
  return first > last ? "unsatisfiable" : { first, last };
}
