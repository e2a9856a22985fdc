import type { ActorRole } from "../../src/model/roles.js";
import { createApi } from "../../src/server/create-api.js";
import { noPolicies, type NamedPolicies } from "../../src/policy/named-policies.js";
import type { AppHarness } from "../jobs/app-harness.js";
import { openedAppOf } from "./opened-app.js";

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

/** Where a test calls the API of an app, in process and under any role. */
export function apiCaller({ app, context }: AppHarness, policies: NamedPolicies = noPolicies) {
  const api = createApi({ app: openedAppOf(app), context, policies });
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
