import type { Job, JobState, Queue } from "bullmq";
import { failure } from "../../base/errors.js";
import type { ActionName } from "../../model/actions.js";
import { QUEUE_NAMES } from "../../queue/queue-name.js";
import { roleNeeded } from "../../service/assert-role.js";
import { errorCode } from "../../telemetry/error-code.js";
import type { PageContext } from "../env.js";
import { may } from "../may.js";
import { PAGES, type KnownAddress } from "../pages.js";
import { asked } from "./asked.js";
import { isJobId, isOwnJobId } from "./known-values.js";
import type { DONE_WORDS } from "./words.js";

/** Something that can be done with all queues, with one, or with a job of one. */
interface Act {
  /** As the audit log has it. */
  action: Extract<ActionName, `queues.${string}`>;
  done: keyof typeof DONE_WORDS;
  /** The state in which a job must be. */
  state?: JobState;
  /** Which jobs it is offered for. */
  isFor?: (id: string) => boolean;
  act: (queues: Queue[], job: Job | undefined) => Promise<unknown>;
}

const resume = (queues: Queue[]) => Promise.all(queues.map((queue) => queue.resume()));

/**
 * All that can be done with queues: what neither loses work nor holds it up where neither the ledger nor any deadline knows
 * of it. Every job is idempotent and may run at any time, so an earlier or a second run of it does no harm.
 */
export const ACTS = {
  "/queues/resume": { action: "queues.resume_all", done: "resume", act: resume },
  "/queues/:queue/resume": { action: "queues.resume", done: "resume", act: resume },
  "/queues/:queue/retry": {
    action: "queues.retry_all",
    done: "retry",
    act: (queues) => Promise.all(queues.map((queue) => queue.retryJobs({ state: "failed" }))),
  },
  "/queues/:queue/jobs/:job/retry": {
    action: "queues.retry",
    done: "retry",
    state: "failed",
    act: async (_, job) => job?.retry("failed"),
  },
  // An alarm of a schedule that rings early would be taken for the one that is due.
  "/queues/:queue/jobs/:job/promote": {
    action: "queues.promote",
    done: "promote",
    state: "delayed",
    isFor: isOwnJobId,
    act: async (_, job) => job?.promote(),
  },
} as const satisfies Partial<Record<KnownAddress, Act>>;

export type JobAddress = Extract<keyof typeof ACTS, `${string}:job${string}`>;

/** Whether something can be done with that job. */
export function isActFor(address: JobAddress, id: string): boolean {
  const { isFor = isJobId }: Act = ACTS[address];
  return isFor(id);
}

/** Does it, and leads back. It is in the audit log before it is done; what is refused is there too. */
export async function perform(c: PageContext, address: keyof typeof ACTS): Promise<Response> {
  const { action, done, state, isFor = isJobId, act }: Act = ACTS[address];
  const visitor = c.get("visitor");
  const queue = c.req.param("queue");
  const id = c.req.param("job");
  const names = QUEUE_NAMES.filter((name) => queue === undefined || name === queue);
  // Anything can stand in an address; nothing else of it is looked up, or gets into the audit log.
  const isOurs = names.length > 0 && (id === undefined || isJobId(id));
  const target = isOurs && queue !== undefined ? [queue, id].filter(Boolean).join("/") : undefined;
  const note = (result: "allowed" | "denied" | "refused", code?: string) =>
    c.get("backend").app.actions.add(visitor.actor, { action, target, result, code });

  if (!may(visitor, address)) {
    await note("denied", "ROLE");
    throw roleNeeded(visitor.actor, PAGES[address].role);
  }
  if (!isOurs || (id !== undefined && !isFor(id))) {
    await note("refused", "NO_SUCH_JOB");
    throw failure("NO_SUCH_JOB");
  }
  await note("allowed");
  try {
    await asked(c, async (queues) => {
      const found = names.map((name) => queues.get(name));
      const job = id === undefined ? undefined : await found[0]?.getJob(id);
      if (state !== undefined && (await job?.getState()) !== state) throw failure("NO_SUCH_JOB");
      await act(found, job);
    });
  } catch (error) {
    await note("refused", errorCode(error));
    throw error;
  }
  const [only] = queue === undefined ? [] : names;
  return c.redirect(only === undefined ? `/queues?done=${done}` : `/queues/${only}?done=${done}`, 303);
}
