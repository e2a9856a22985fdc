/** Every route, as the handlers, the statistics and the faults name it. */
export const API_ROUTES = [
  "GET /users",
  "PUT /users",
  "GET /users/{id}",
  "PUT /users/{id}",
  "GET /users/{id}/conversations",
  "GET /conversations",
  "GET /conversations/{id}",
  "PUT /conversations/{id}",
  "GET /conversations/{id}/messages",
  "POST /conversations/{id}/messages",
  "GET /conversations/{id}/messages/{mid}",
  "PUT /conversations/{id}/messages/{mid}",
  "DELETE /conversations/{id}/messages/{mid}",
  "DELETE /conversations/{id}/messages/{mid}/reactions/{emoji}/{userId}",
  "PUT /conversations/{id}/participants/{userId}",
  "PATCH /conversations/{id}/participants/{userId}",
  "DELETE /conversations/{id}/participants/{userId}",
] as const;

export type RouteKey = (typeof API_ROUTES)[number];

/** It has no handler of its own: it runs the others. */
export const BATCH_ROUTE = "POST /batch";
