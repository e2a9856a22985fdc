/** Every route, as the handlers, the statistics and the faults name it. */
export const API_ROUTES = [
  "GET /users",
  "PUT /users",
  "GET /users/{id}",
  "PUT /users/{id}",
  "GET /users/{id}/conversations",
  "PATCH /users/{id}/conversations/{cid}",
  "POST /presences",
  "GET /conversations",
  "GET /conversations/{id}",
  "PUT /conversations/{id}",
  "DELETE /conversations/{id}",
  "GET /conversations/{id}/messages",
  "POST /conversations/{id}/messages",
  "GET /conversations/{id}/messages/{mid}",
  "PUT /conversations/{id}/messages/{mid}",
  "DELETE /conversations/{id}/messages/{mid}",
  "PUT /conversations/{id}/messages/{mid}/reactions/{emoji}/{userId}",
  "DELETE /conversations/{id}/messages/{mid}/reactions/{emoji}/{userId}",
  "PUT /conversations/{id}/participants/{userId}",
  "PATCH /conversations/{id}/participants/{userId}",
  "DELETE /conversations/{id}/participants/{userId}",
  "GET /conversations/{id}/participants/{userId}/email",
  "POST /import/conversations/{id}/messages",
] as const;

export type RouteKey = (typeof API_ROUTES)[number];

/** It has no handler of its own: it runs the others. */
export const BATCH_ROUTE = "POST /batch";
