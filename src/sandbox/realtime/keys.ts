/** Every call of the Realtime API, as the handlers, the statistics and the faults name it. */
export const REALTIME_ROUTES = [
  "GET /ping",
  "POST /session/renew",
  "GET /users",
  "SUBSCRIBE /users",
  "PUT /users/{id}",
  "POST /users/{id}",
  "UNSUBSCRIBE /users/{id}",
  "GET /users/{id}/online",
  "SUBSCRIBE /users/{id}/online",
  "UNSUBSCRIBE /users/{id}/online",
  "GET /me/conversations",
  "SUBSCRIBE /me/conversations",
  "UNSUBSCRIBE /me/conversations",
  "GET /me/conversations/{c}",
  "SUBSCRIBE /me/conversations/{c}",
  "UNSUBSCRIBE /me/conversations/{c}",
  "PUT /conversations/{c}",
  "POST /conversations/{c}",
  "POST /me/conversations/{c}/read",
  "POST /me/conversations/{c}/unread",
  "GET /me/conversations/{c}/typing",
  "SUBSCRIBE /me/conversations/{c}/typing",
  "UNSUBSCRIBE /me/conversations/{c}/typing",
  "POST /me/conversations/{c}/typing",
  "GET /me/conversations/{c}/participants",
  "SUBSCRIBE /me/conversations/{c}/participants",
  "UNSUBSCRIBE /me/conversations/{c}/participants",
  "GET /me/conversations/{c}/participants/{u}",
  "SUBSCRIBE /me/conversations/{c}/participants/{u}",
  "UNSUBSCRIBE /me/conversations/{c}/participants/{u}",
  "POST /conversations/{c}/participants",
  "DELETE /conversations/{c}/participants/{u}",
] as const;

export type RealtimeRouteKey = (typeof REALTIME_ROUTES)[number];

export type RealtimeMethod = RealtimeRouteKey extends `${infer M} ${string}` ? M : never;
