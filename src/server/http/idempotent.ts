import type { Context, MiddlewareHandler } from "hono";
import { failure } from "../../base/errors.js";
import type { StoredAnswer } from "../../ledger/access/idempotency-keys.js";
import type { ApiEnv } from "../backend.js";
import { PROBLEM_TYPE } from "./problem.js";
import { withTraits } from "./route-traits.js";

/** Printable ASCII, as the draft of the header field's standard wants it. */
const KEY = /^[\x20-\x7e]{1,200}$/;

/**
 * For POST routes: a call that is sent again with its `Idempotency-Key` isn't done again but answered as before
 * (draft-ietf-httpapi-idempotency-key-header). Keys and bodies are kept as keyed digests, answers as they were: a
 * route whose answer holds a secret must not use it. To be named after `protect`.
 */
export function idempotent(): MiddlewareHandler<ApiEnv> {
  const handler: MiddlewareHandler<ApiEnv> = async (c, next) => {
    const key = c.req.header("idempotency-key");
    if (key === undefined) return next();
    if (!KEY.test(key)) throw failure("IDEMPOTENCY_KEY_INVALID");
    const { idempotencyKeys, pseudonyms } = c.get("backend").app;
    const body = new Uint8Array(await c.req.arrayBuffer());
    const call = {
      actor: c.get("actor").name,
      key: pseudonyms.digest("idempotency-key", `${c.get("actor").name}\0${c.req.path}\0${key}`),
      bodyDigest: pseudonyms.digest("idempotency-body", body),
    };
    c.set("callId", uuidOf(pseudonyms.digest("call", `${call.key}${call.bodyDigest}`)));
    const claim = await idempotencyKeys.claim(call, c.get("clock")());
    if (claim.state === "otherBody") throw failure("IDEMPOTENCY_KEY_REUSED");
    if (claim.state === "underWay")
      throw failure("IDEMPOTENCY_KEY_BUSY", {}, { headers: { "Retry-After": "1" } });
    if (claim.state === "answered") return replay(c, claim.answer);
    await next();
    if (c.res.status >= 500) await idempotencyKeys.free(call, claim.at);
    else await idempotencyKeys.answer(call, claim.at, await answerOf(c.res.clone()));
  };
  return withTraits(handler, { isIdempotent: true });
}

/**
 * The call's name in the ledger (RFC 9562 § 5.8): what it makes is made once, although the process that made it was killed
 * before it could keep the answer.
 */
function uuidOf(digest: string): string {
  const hex = `${digest.slice(0, 12)}8${digest.slice(13, 16)}8${digest.slice(17, 32)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const answerOf = async (response: Response): Promise<StoredAnswer> => ({
  status: response.status,
  location: response.headers.get("location"),
  body: await response.json(),
});

function replay(c: Context<ApiEnv>, { status, location, body }: StoredAnswer): Response {
  const type = status >= 400 ? PROBLEM_TYPE : "application/json";
  c.header("Idempotency-Replayed", "true");
  if (location !== null) c.header("Location", location);
  return c.body(JSON.stringify(body), status as 200, { "Content-Type": type });
}
