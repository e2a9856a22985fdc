import type { IncomingMessage, ServerResponse } from "node:http";
import { fail, notFound, type Answer } from "../api/answer.js";
import { bearerOf, NO_BEARER, type Auth } from "../api/auth.js";
import { drain, readBytes, send } from "../api/http.js";
import { MAX_FORM_BYTES, takeUpload, TOO_LARGE } from "../files/upload.js";
import type { Hub } from "./call.js";
import { uploadRefusal } from "./calls/files.js";
import { SEARCHES } from "./search.js";
import { userSessionOf } from "./session.js";

/** What the client asks by HTTP beside its socket, wherever it looks for REST. */
interface ClientRequest {
  appId: string;
  path: "files" | keyof typeof SEARCHES;
  query: Record<string, string>;
}

const PATH =
  /^(?:\/public_api)?\/v1\/([^/?#]+)\/(files|me\/messages\/search|me\/conversations\/search)(?:\?([^#]*))?$/;

export function clientRequestOf(url: string): ClientRequest | undefined {
  const [, appId, path, query] = PATH.exec(url) ?? [];
  if (appId === undefined || path === undefined) return undefined;
  return {
    appId,
    path: path as ClientRequest["path"],
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** Takes nothing of REST's quota. */
export async function answerClient(
  asked: ClientRequest,
  auth: Auth,
  hub: Hub,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const answer = await answerTo(asked, auth, hub, req);
  await drain(req);
  const method = asked.path === "files" ? "POST" : "GET";
  hub.data.stats.called(`${method} /${asked.path}`, answer.status);
  send(res, answer);
}

async function answerTo(
  { appId, path, query }: ClientRequest,
  auth: Auth,
  hub: Hub,
  req: IncomingMessage,
): Promise<Answer> {
  if (appId !== encodeURIComponent(auth.tokens.appId)) return notFound("app");
  if (req.method !== (path === "files" ? "POST" : "GET")) return notFound("resource");
  const { authorization } = req.headers;
  const user = await userOf(auth, authorization);
  if (path !== "files")
    return typeof user === "string"
      ? SEARCHES[path](query, user, hub)
      : fail(401, "UNAUTHORIZED", [user.reason]);
  if (typeof user === "string") {
    const refusal = uploadRefusal(hub.data, user);
    if (refusal !== undefined) return refusal;
    // A server uploads, too.
  } else if ((await auth.reasonAgainst(authorization)) !== undefined) {
    return fail(401, "UNAUTHORIZED", [user.reason]);
  }
  const body = await readBytes(req, MAX_FORM_BYTES);
  return body === "too large" ? TOO_LARGE : takeUpload(body, req.headers["content-type"], hub.data.files);
}

/** The user whose token it is, or why it is none. */
async function userOf(auth: Auth, authorization: string | undefined): Promise<string | { reason: string }> {
  const token = bearerOf(authorization);
  if (token === undefined) return { reason: NO_BEARER };
  const session = userSessionOf(await auth.tokens.verify(token));
  return "reason" in session ? session : session.userId;
}
