/**
 * Everything that the domain tells about itself. No event carries a person, a user ID, a URL or a body:
 * the events are what logs and metrics are made of.
 */
export interface Events {
  /** One answer (or failure) of the API. `route` is the template, for example `PUT /users/{id}`. */
  "talkjs.answered": { route: string; lane: string; status: number; ms: number };
  /** A request will be tried again. `code` is the failure's code, `delayMs` the wait before the next attempt. */
  "talkjs.retrying": { route: string; code: string; attempt: number; delayMs: number };
  /** The API said 429: every process waits. */
  "quota.paused": { ms: number };
  /** Redis does not answer, so no request is sent until it does. */
  "quota.unavailable": { code: string };
  "quota.available": { waitedMs: number };
  /** A slot was waited for. */
  "quota.granted": { lane: string; waitedMs: number };
}
