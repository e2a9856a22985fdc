import type { ActionName } from "../../model/actions.js";
import { isOwnJobId } from "./our-form.js";

/** Something that bull-board could do with a queue or a job. */
export interface Act {
  /** As the audit log has it. */
  action: Extract<ActionName, `queues.${string}`>;
  /** Why nobody may do it here; undefined where approvers may. */
  withheld?: string;
  /** Which jobs, or which state of them, it is offered for; all where undefined. */
  offeredFor?: (param: { jobId?: string | undefined; queueStatus?: string | undefined }) => boolean;
}

const GONE_AND_BACK =
  "The queues are filled from the ledger: what is removed here comes back, and nothing is cancelled by it. Cancel the run or the request.";
const FROM_LEDGER =
  "What a job works on is in the ledger. Jobs are made by runs, requests and schedules only.";
const UNSEEN =
  "It would hold work up where neither the ledger nor any deadline knows of it. Pause the run: scrubjay pause.";
const BY_POLICY = "Schedules are in the ledger; change or run them there: scrubjay schedule.";
const TOGETHER =
  "Jobs that failed together would come back together, each with one attempt less. They come back by themselves within five minutes; promote the one that is urgent.";

/**
 * Every act of bull-board, by method and address. Offered are those that neither lose work nor hold it up unseen: every job
 * is idempotent and may run at any time, so an earlier or a second run of it does no harm. An act that isn't here, of a later
 * version of bull-board, is refused like those that are withheld.
 */
export const ACTS: Readonly<Record<string, Act>> = {
  "put /api/queues/:queueName/retry/:queueStatus": {
    action: "queues.retry_all",
    offeredFor: ({ queueStatus }) => queueStatus === "failed",
  },
  "put /api/queues/:queueName/:jobId/retry": { action: "queues.retry" },
  // An alarm of a schedule that rings early would be taken for the one that is due.
  "put /api/queues/:queueName/:jobId/promote": {
    action: "queues.promote",
    offeredFor: ({ jobId = "" }) => isOwnJobId(jobId),
  },
  "put /api/queues/:queueName/resume": { action: "queues.resume" },
  "put /api/queues/resume": { action: "queues.resume_all" },

  "put /api/queues/pause": { action: "queues.pause_all", withheld: UNSEEN },
  "put /api/queues/:queueName/pause": { action: "queues.pause", withheld: UNSEEN },
  "put /api/queues/:queueName/concurrency": { action: "queues.set_concurrency", withheld: UNSEEN },
  "put /api/queues/:queueName/rate-limit": { action: "queues.set_rate_limit", withheld: UNSEEN },
  // The rate towards TalkJS has one keeper, and that isn't the queue.
  "put /api/queues/:queueName/rate-limit/release": { action: "queues.release_rate_limit", withheld: UNSEEN },
  "patch /api/queues/:queueName/:jobId/delay": { action: "queues.set_delay", withheld: UNSEEN },
  "patch /api/queues/:queueName/:jobId/priority": { action: "queues.set_priority", withheld: UNSEEN },
  "put /api/queues/:queueName/promote": { action: "queues.promote_all", withheld: TOGETHER },
  "post /api/queues/:queueName/add": { action: "queues.add_job", withheld: FROM_LEDGER },
  "patch /api/queues/:queueName/:jobId/update-data": { action: "queues.set_data", withheld: FROM_LEDGER },
  "put /api/queues/:queueName/:jobId/clean": { action: "queues.remove_job", withheld: GONE_AND_BACK },
  "put /api/queues/:queueName/clean/:queueStatus": { action: "queues.remove_jobs", withheld: GONE_AND_BACK },
  "put /api/queues/:queueName/empty": { action: "queues.empty", withheld: GONE_AND_BACK },
  "put /api/queues/:queueName/obliterate": { action: "queues.obliterate", withheld: GONE_AND_BACK },
  "put /api/queues/:queueName/:jobId/remove-unprocessed-children": {
    action: "queues.remove_children",
    withheld: GONE_AND_BACK,
  },
  "put /api/queues/:queueName/job-schedulers/:schedulerId/remove": {
    action: "queues.remove_scheduler",
    withheld: BY_POLICY,
  },
  "patch /api/queues/:queueName/job-schedulers/:schedulerId": {
    action: "queues.set_scheduler",
    withheld: BY_POLICY,
  },
  "put /api/queues/:queueName/job-schedulers/:schedulerId/run": {
    action: "queues.run_scheduler",
    withheld: BY_POLICY,
  },
};

/** What isn't in the list. */
export const UNKNOWN_ACT: Act = {
  action: "queues.unknown",
  withheld: "Nothing is known of such an act here.",
};
