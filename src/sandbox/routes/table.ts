import {
  getConversation,
  listConversations,
  listUserConversations,
  putConversation,
} from "./conversations.js";
import {
  deleteMessage,
  deleteReaction,
  getMessage,
  listMessages,
  postMessages,
  putMessage,
} from "./messages.js";
import { deleteParticipant, patchParticipant, putParticipant } from "./participants.js";
import type { Handler, Route } from "./route.js";
import { getUser, listUsers, putUser, putUsers } from "./users.js";

const MESSAGES = "/conversations/{id}/messages";
const PARTICIPANT = "/conversations/{id}/participants/{userId}";

const HANDLERS: Record<string, Handler> = {
  "GET /users": listUsers,
  "PUT /users": putUsers,
  "GET /users/{id}": getUser,
  "PUT /users/{id}": putUser,
  "GET /users/{id}/conversations": listUserConversations,
  "GET /conversations": listConversations,
  "GET /conversations/{id}": getConversation,
  "PUT /conversations/{id}": putConversation,
  [`GET ${MESSAGES}`]: listMessages,
  [`POST ${MESSAGES}`]: postMessages,
  [`GET ${MESSAGES}/{mid}`]: getMessage,
  [`PUT ${MESSAGES}/{mid}`]: putMessage,
  [`DELETE ${MESSAGES}/{mid}`]: deleteMessage,
  [`DELETE ${MESSAGES}/{mid}/reactions/{emoji}/{userId}`]: deleteReaction,
  [`PUT ${PARTICIPANT}`]: putParticipant,
  [`PATCH ${PARTICIPANT}`]: patchParticipant,
  [`DELETE ${PARTICIPANT}`]: deleteParticipant,
};

/** `POST /batch` is not in the table: it runs the table's routes. */
export const BATCH_ROUTE = "POST /batch";

/** Every route as stats and faults name it. */
export const ROUTE_KEYS = [...Object.keys(HANDLERS), BATCH_ROUTE];

export const ROUTES: readonly Route[] = Object.entries(HANDLERS).map(([key, handler]) => {
  const [method, template] = key.split(" ") as [Route["method"], string];
  return { method, template, handler };
});
