import findMyWay from "find-my-way";
import { EMPTY } from "../api/answer.js";
import type { RealtimeHandler } from "./call.js";
import {
  createConversation,
  getConversation,
  listConversations,
  readConversation,
  setConversation,
  subscribeConversation,
  subscribeConversations,
  unreadConversation,
  unsubscribeConversation,
  unsubscribeConversations,
} from "./calls/conversations.js";
import { validateFile } from "./calls/files.js";
import {
  getMessage,
  listMessages,
  patchMessage,
  postMessage,
  removeMessage,
  subscribeMessages,
  unsubscribeMessages,
} from "./calls/messages.js";
import {
  actOnParticipants,
  deleteParticipant,
  getParticipant,
  listParticipants,
  subscribeParticipants,
  unsubscribeParticipants,
} from "./calls/participants.js";
import {
  deleteReaction,
  listReactions,
  putReaction,
  subscribeReactions,
  unsubscribeReactions,
} from "./calls/reactions.js";
import { translateMessages } from "./calls/translate.js";
import { getTyping, markTyping, subscribeTyping, unsubscribeTyping } from "./calls/typing.js";
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
  "GET /me/conversations": listConversations,
  "SUBSCRIBE /me/conversations": subscribeConversations,
  "UNSUBSCRIBE /me/conversations": unsubscribeConversations,
  "GET /me/conversations/{c}": getConversation,
  "SUBSCRIBE /me/conversations/{c}": subscribeConversation,
  "UNSUBSCRIBE /me/conversations/{c}": unsubscribeConversation,
  "PUT /conversations/{c}": setConversation,
  "POST /conversations/{c}": createConversation,
  "POST /me/conversations/{c}/read": readConversation,
  "POST /me/conversations/{c}/unread": unreadConversation,
  "GET /me/conversations/{c}/messages": listMessages,
  "SUBSCRIBE /me/conversations/{c}/messages": subscribeMessages,
  "UNSUBSCRIBE /me/conversations/{c}/messages": unsubscribeMessages,
  "GET /me/conversations/{c}/messages/{m}": getMessage,
  "GET /me/conversations/{c}/messages/{m}/reactions/{emoji}": listReactions,
  "SUBSCRIBE /me/conversations/{c}/messages/{m}/reactions/{emoji}": subscribeReactions,
  "UNSUBSCRIBE /me/conversations/{c}/messages/{m}/reactions/{emoji}": unsubscribeReactions,
  "GET /me/conversations/{c}/translate": translateMessages,
  "POST /conversations/{c}/messages": postMessage,
  "PATCH /conversations/{c}/messages/{m}": patchMessage,
  "DELETE /conversations/{c}/messages/{m}": removeMessage,
  "PUT /conversations/{c}/messages/{m}/reactions/{emoji}/{u}": putReaction,
  "DELETE /conversations/{c}/messages/{m}/reactions/{emoji}/{u}": deleteReaction,
  "POST /files/validate": validateFile,
  "GET /me/conversations/{c}/typing": getTyping,
  "SUBSCRIBE /me/conversations/{c}/typing": subscribeTyping,
  "UNSUBSCRIBE /me/conversations/{c}/typing": unsubscribeTyping,
  "POST /me/conversations/{c}/typing": markTyping,
  "GET /me/conversations/{c}/participants": listParticipants,
  "SUBSCRIBE /me/conversations/{c}/participants": subscribeParticipants,
  "UNSUBSCRIBE /me/conversations/{c}/participants": unsubscribeParticipants,
  "GET /me/conversations/{c}/participants/{u}": getParticipant,
  "SUBSCRIBE /me/conversations/{c}/participants/{u}": subscribeParticipants,
  "UNSUBSCRIBE /me/conversations/{c}/participants/{u}": unsubscribeParticipants,
  "POST /conversations/{c}/participants": actOnParticipants,
  "DELETE /conversations/{c}/participants/{u}": deleteParticipant,
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
