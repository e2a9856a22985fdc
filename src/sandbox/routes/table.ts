import {
  getConversation,
  listConversations,
  listUserConversations,
  putConversation,
} from "./conversations.js";
import {
  deleteReaction,
  getMessage,
  listMessages,
  postMessages,
  putMessage,
  removeMessage,
} from "./messages.js";
import { deleteParticipant, patchParticipant, putParticipant } from "./participants.js";
import { API_ROUTES, type RouteKey } from "./keys.js";
import type { Handler, Route } from "./route.js";
import { getUser, listUsers, putUser, putUsers } from "./users.js";

const HANDLERS: Record<RouteKey, Handler> = {
  "GET /users": listUsers,
  "PUT /users": putUsers,
  "GET /users/{id}": getUser,
  "PUT /users/{id}": putUser,
  "GET /users/{id}/conversations": listUserConversations,
  "GET /conversations": listConversations,
  "GET /conversations/{id}": getConversation,
  "PUT /conversations/{id}": putConversation,
  "GET /conversations/{id}/messages": listMessages,
  "POST /conversations/{id}/messages": postMessages,
  "GET /conversations/{id}/messages/{mid}": getMessage,
  "PUT /conversations/{id}/messages/{mid}": putMessage,
  "DELETE /conversations/{id}/messages/{mid}": removeMessage,
  "DELETE /conversations/{id}/messages/{mid}/reactions/{emoji}/{userId}": deleteReaction,
  "PUT /conversations/{id}/participants/{userId}": putParticipant,
  "PATCH /conversations/{id}/participants/{userId}": patchParticipant,
  "DELETE /conversations/{id}/participants/{userId}": deleteParticipant,
};

export const ROUTES: readonly Route[] = API_ROUTES.map((key) => {
  const [method, template] = key.split(" ") as [Route["method"], string];
  return { method, template, handler: HANDLERS[key] };
});
