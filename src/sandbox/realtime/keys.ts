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
] as const;

export type RealtimeRouteKey = (typeof REALTIME_ROUTES)[number];

export type RealtimeMethod = RealtimeRouteKey extends `${infer M} ${string}` ? M : never;
