import findMyWay from "find-my-way";
import { EMPTY } from "../api/answer.js";
import type { RealtimeHandler } from "./call.js";
import {
  createUser,
  getOnline,
  getUsers,
  setUser,
  subscribeOnline,
  subscribeUsers,
  unsubscribeOnline,
  unsubscribeUser,
} from "./calls/users.js";
import { REALTIME_ROUTES, type RealtimeMethod, type RealtimeRouteKey } from "./keys.js";

/** It has no handler of its own: it is the connection that it changes. */
export const RENEW_ROUTE = "POST /session/renew";
/** What is answered before a session began, too. */
export const PING_ROUTE = "GET /ping";

const HANDLERS: Record<Exclude<RealtimeRouteKey, typeof RENEW_ROUTE>, RealtimeHandler> = {
  [PING_ROUTE]: () => EMPTY,
  "GET /users": getUsers,
  "SUBSCRIBE /users": subscribeUsers,
  "PUT /users/{id}": setUser,
  "POST /users/{id}": createUser,
  "UNSUBSCRIBE /users/{id}": unsubscribeUser,
  "GET /users/{id}/online": getOnline,
  "SUBSCRIBE /users/{id}/online": subscribeOnline,
  "UNSUBSCRIBE /users/{id}/online": unsubscribeOnline,
};

/** IDs may be longer than the router's own limit of 100 characters. */
const MAX_PARAM_LENGTH = 65_536;

export interface RealtimeMatch {
  key: RealtimeRouteKey;
  template: string;
  /** Undefined for the renewal of a session. */
  handler: RealtimeHandler | undefined;
  params: Record<string, string | undefined>;
}

const ROUTER = findMyWay({ maxParamLength: MAX_PARAM_LENGTH, onBadUrl: () => undefined });

for (const key of REALTIME_ROUTES) {
  const [method, template] = key.split(" ") as [RealtimeMethod, string];
  const handler = key === RENEW_ROUTE ? undefined : HANDLERS[key];
  const path = template.replace(/\{(\w+)\}/g, ":$1");
  ROUTER.on(method, path, () => undefined, { key, template, handler });
}

/** The route of a call. Undefined when none takes it or its path is not well encoded. */
export function findCall(method: string, path: string): RealtimeMatch | undefined {
  const found = ROUTER.find(method as RealtimeMethod, path);
  const store = found?.store as Omit<RealtimeMatch, "params"> | null | undefined;
  return found && store ? { ...store, params: found.params } : undefined;
}
