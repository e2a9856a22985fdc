import { getConversation, listConversations, putConversation, removeConversation } from "./conversations.js";
import { importMessages } from "./imports.js";
import { API_ROUTES, type RouteKey } from "./keys.js";
import { getMessage, listMessages, postMessages, putMessage, removeMessage } from "./messages.js";
import { deleteParticipant, getInboundAddress, patchParticipant, putParticipant } from "./participants.js";
import { postPresences } from "./presences.js";
import { deleteReaction, putReaction } from "./reactions.js";
import type { Handler, Route } from "./route.js";
import { listUserConversations, patchUserConversation } from "./user-conversations.js";
import { getUser, listUsers, putUser, putUsers } from "./users.js";

const HANDLERS: Record<RouteKey, Handler> = {
  "GET /users": listUsers,
  "PUT /users": putUsers,
  "GET /users/{id}": getUser,
  "PUT /users/{id}": putUser,
  "GET /users/{id}/conversations": listUserConversations,
  "PATCH /users/{id}/conversations/{cid}": patchUserConversation,
  "POST /presences": postPresences,
  "GET /conversations": listConversations,
  "GET /conversations/{id}": getConversation,
  "PUT /conversations/{id}": putConversation,
  "DELETE /conversations/{id}": removeConversation,
  "GET /conversations/{id}/messages": listMessages,
  "POST /conversations/{id}/messages": postMessages,
  "GET /conversations/{id}/messages/{mid}": getMessage,
  "PUT /conversations/{id}/messages/{mid}": putMessage,
  "DELETE /conversations/{id}/messages/{mid}": removeMessage,
  "PUT /conversations/{id}/messages/{mid}/reactions/{emoji}/{userId}": putReaction,
  "DELETE /conversations/{id}/messages/{mid}/reactions/{emoji}/{userId}": deleteReaction,
  "PUT /conversations/{id}/participants/{userId}": putParticipant,
  "PATCH /conversations/{id}/participants/{userId}": patchParticipant,
  "DELETE /conversations/{id}/participants/{userId}": deleteParticipant,
  "GET /conversations/{id}/participants/{userId}/email": getInboundAddress,
  "POST /import/conversations/{id}/messages": importMessages,
};

export const ROUTES: readonly Route[] = API_ROUTES.map((key) => {
  const [method, template] = key.split(" ") as [Route["method"], string];
  return { method, template, handler: HANDLERS[key] };
});
