import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { failure } from "../../base/errors.js";
import type { ApiEnv } from "../backend.js";
import { calledRoute } from "./route-traits.js";

const MAX_BODY_BYTES = 1024 * 1024;
/** What no database column holds: NUL and halves of surrogate pairs. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

const limit = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw failure("BODY_TOO_LARGE");
  },
});

/**
 * Refuses what no route could use, before one sees it: bodies that are too long, that aren't JSON in UTF-8, and text
 * that can't be stored. Routes that read a stream look at their bodies themselves.
 */
export const bodies: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const route = calledRoute(c);
  if (!route) return next();
  if (UNSTORABLE.test(decoded(c.req.path)) || Object.values(c.req.queries()).flat().some(isUnstorable))
    throw failure("INVALID.text");
  if (route.isStreamed) return next();
  await limit(c, async () => {
    if (isJson(c)) checkJson(new Uint8Array(await c.req.arrayBuffer()));
    await next();
  });
};

const isJson = (c: Context): boolean => /^application\/json\b/i.test(c.req.header("content-type") ?? "");

function checkJson(bytes: Uint8Array): void {
  if (bytes.length === 0) return;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw failure("MALFORMED.utf8");
  }
  if (holdsUnstorable(value)) throw failure("INVALID.text");
}

/** Without recursion: 1 MiB of brackets is deeper than the stack. */
function holdsUnstorable(value: unknown): boolean {
  const waiting = [value];
  for (let next = waiting.pop(); next !== undefined || waiting.length > 0; next = waiting.pop()) {
    if (typeof next === "string" && isUnstorable(next)) return true;
    if (typeof next !== "object" || next === null) continue;
    for (const [name, item] of Object.entries(next)) {
      if (isUnstorable(name)) return true;
      waiting.push(item);
    }
  }
  return false;
}

const isUnstorable = (text: string): boolean => UNSTORABLE.test(text);

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
