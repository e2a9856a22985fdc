import type { IncomingMessage, ServerResponse } from "node:http";
import { finished } from "node:stream/promises";
import { fail, type Answer } from "./answer.js";

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** A body that can't be taken, with what to answer. */
export class BodyError extends Error {
  constructor(readonly answer: Answer) {
    super("The body can't be taken.");
    this.name = "BodyError";
  }
}

export function send(res: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body);
  res.writeHead(answer.status, head(answer, body.length));
  res.end(body);
}

export function head(answer: Answer, length: number): Record<string, string | number> {
  return { "content-type": "application/json", "content-length": length, ...answer.headers };
}

/** The body as JSON; undefined when there is none. @throws BodyError when it is too large or no JSON. */
export async function readJson(req: IncomingMessage): Promise<unknown> {
  const body = await readBytes(req, MAX_BODY_BYTES);
  if (body === "too large") throw new BodyError(fail(400, "BAD_REQUEST", ["the body is too large"]));
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new BodyError(fail(400, "BAD_REQUEST", ["the body is not JSON"]));
  }
}

/** What is too large is still read to its end: a client that is cut off in mid-body never sees the answer. */
export async function readBytes(
  req: IncomingMessage,
  max: number,
): Promise<Buffer<ArrayBuffer> | "too large"> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= max) chunks.push(chunk);
  }
  return size > max ? "too large" : Buffer.concat(chunks, size);
}

/** Reads what is left of a body and forgets it, so that the client is ready for the answer. */
export async function drain(req: IncomingMessage): Promise<void> {
  if (req.readableEnded) return;
  req.resume();
  await finished(req);
}
