/**
 * Everything that the domain tells about itself. No event carries a person, a user ID, a URL or a body:
 * the events are what logs and metrics are made of.
 */
export interface Events {
  /** One answer (or failure) of the API. `route` is the template, for example `PUT /users/{id}`; `status` is 0 where
   * nothing came back. */
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
  /** Redis or its connection failed; it is tried again. */
  "redis.error": { code: string };
  "queue.error": { queue: string; code: string };
  /** The queues were filled again from the ledger. */
  "queue.rebuilt": { runs: number };
  /** A job failed; unless it was the last attempt it is tried again. */
  "job.failed": { job: string; code: string; attempt: number; last: boolean };
  "run.created": { run: number; kind: string };
  "page.scanned": { run: number; page: number; users: number; toScrub: number };
  "run.planned": { run: number; toScrub: number; refusal: string | null };
  "run.stopped": { run: number; code: string };
  "run.finished": { run: number; state: string };
  "batch.finished": {
    run: number;
    batch: number;
    scrubbed: number;
    alreadyBlank: number;
    notFound: number;
    excluded: number;
    failed: number;
  };
}
