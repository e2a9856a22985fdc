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
    inPart: number;
    alreadyBlank: number;
    notFound: number;
    excluded: number;
    failed: number;
  };
  "request.created": { request: string; regulation: string; subjects: number; emails: number };
  /** A request came to another state. `code` says why it failed or waits. */
  "request.changed": { request: string; state: string; code: string | null };
  /** `daysLeft` is negative once the deadline has passed. */
  "request.deadline_near": { request: string; daysLeft: number };
  "lookup.page": { lookup: number; page: number; users: number };
  "lookup.finished": { lookup: number; state: string; code: string | null };
  "watch.page": { watch: number; page: number; users: number; cameBack: number };
  "watch.finished": { watch: number; state: string; cameBack: number; code: string | null };
  "schedule.fired": { schedule: string; trigger: string };
  /** How a scheduled run or watch ended. */
  "schedule.ended": { schedule: string; state: string; code: string | null };
  /** A policy file of the service can't be used; its schedules stay as they were. */
  "policies.invalid": { file: string; problems: number };
  "delivery.sent": { kind: string; event: string; status: number; attempt: number };
  "delivery.failed": { kind: string; event: string; code: string; attempt: number; parked: boolean };
  /** Entries and actions were given their place in the sealed log, which now has `size`. */
  "log.sealed": { entries: number; size: number };
  /** Something waits for the sealer that none of us wrote: somebody has written to the database. */
  "log.refused": { bundles: number };
  /** The last checkpoint can't be kept in the data folder. */
  "log.not_kept": { code: string };
  /** A checkpoint was handed to where somebody else keeps it: `folder` or `command`. */
  "log.published": { target: string; size: number };
  /** It wasn't taken; unless it doesn't fit what was published before, it is tried again. */
  "log.publish_failed": { target: string; size: number; code: string };
  /** Sealing failed; it is tried again. */
  "log.failed": { code: string };
  /** The evidence goes on under a new key. */
  "epoch.begun": { epoch: number };
  /** The retention of an epoch is over. `inSettings`: a person has to take the key out of the settings. */
  "epoch.destroyed": { epoch: number; inSettings: boolean };
  /** An epoch's key should go and can't yet. */
  "epoch.kept": { epoch: number; code: string };
  /** One call of the HTTP API. `id` is in its answer too, `route` is the template, `actor` a token's name. */
  "api.called": { id: string; method: string; route: string; status: number; ms: number; actor: string };
  /** An answer of 500: something unexpected failed. */
  "api.failed": { id: string; route: string; code: string };
  /** A service is up; `kind` is its command. */
  "service.started": { kind: string };
  /** It answers on this port of the address that it was given. */
  "service.listening": { port: number };
  "service.stopping": { kind: string };
}
