import type { ActorRole } from "../../src/model/roles.js";
import { createApp } from "../../src/server/app.js";
import { emptyShelf, type PolicyShelf } from "../../src/policy/shelf.js";
import type { Site } from "../jobs/site.js";
import { sessionOf } from "./session.js";

export interface Answered<T> {
  status: number;
  /** As it was sent. */
  text: string;
  body: T;
  headers: Headers;
}

export interface CallOptions {
  /** Default `operator`; the actor's name is the role. */
  as?: ActorRole;
  json?: unknown;
  headers?: Record<string, string>;
}

/** Where a test calls the API of a site, in process and under any role. */
export function counter({ app, context }: Site, policies: PolicyShelf = emptyShelf) {
  const api = createApp({ session: sessionOf(app), context, policies });
  return async <T = Record<string, unknown>>(
    call: `${"GET" | "POST" | "DELETE"} /${string}`,
    { as = "operator", json, headers = {} }: CallOptions = {},
  ): Promise<Answered<T>> => {
    const [method = "", path = ""] = call.split(" ");
    const type = json === undefined ? {} : { "content-type": "application/json" };
    const init: RequestInit = { method, headers: { ...type, ...headers } };
    if (json !== undefined) init.body = JSON.stringify(json);
    const answer = await api.request(path, init, { actor: { name: as, role: as } });
    const text = await answer.text();
    return { status: answer.status, text, body: JSON.parse(text) as T, headers: answer.headers };
  };
}
