import { DelayedError, WaitingError, Worker, type Job as BullJob } from "bullmq";
import type { Redis } from "ioredis";
import { failure } from "../base/errors.js";
import { errorCode } from "../telemetry/error-code.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import { within } from "../base/within.js";
import { ATTEMPTS, backoffMs } from "./backoff.js";
import { JobFailure } from "./job-failure.js";
import type { Job } from "./job.js";
import type { QueueName } from "./queue-name.js";

/** A lock is renewed at half its time; a job whose worker died is found within lock + check. */
const LOCK_MS = 15_000;
const STALLED_CHECK_MS = 5_000;
/** Interrupted jobs are back in their queue sooner than this, if Redis answers at all. */
const PUT_BACK_MS = 3_000;
/** Being killed is no failure of the job: the ledger knows how far it came. */
const STALLS_ALLOWED = 1_000_000;

export interface WorkersOptions<Context> {
  redis: Redis;
  prefix: string;
  /** A worker is handed whatever its queue holds; each job's schema checks the data on the way in. */
  jobs: readonly Job<unknown, Context>[];
  context: Context;
  concurrency: Record<QueueName, number>;
  telemetry: Telemetry;
}

/** The workers of one process, one for each queue. */
export class Workers<Context> {
  readonly #workers: Worker[];
  readonly #jobs: Map<string, Job<unknown, Context>>;
  #interrupted = false;

  constructor(private readonly options: WorkersOptions<Context>) {
    this.#jobs = new Map(options.jobs.map((job) => [job.name, job]));
    this.#workers = Object.entries(options.concurrency).map(([queue, concurrency]) =>
      this.#start(queue, concurrency),
    );
  }

  /**
   * Lets running jobs finish for `graceMs`; then they are interrupted and go back to their queue.
   * Resolves when nothing runs any more.
   * @throws {REDIS_AWAY} when they can't go back; the ledger has what is left of them.
   */
  async close(graceMs: number): Promise<void> {
    const interrupt = setTimeout(() => {
      this.#interrupted = true;
      for (const worker of this.#workers) worker.cancelAllJobs();
    }, graceMs);
    const closed = Promise.all(this.#workers.map((worker) => worker.close()));
    await within(graceMs + PUT_BACK_MS, closed, () => {
      throw failure("REDIS_AWAY");
    }).finally(() => clearTimeout(interrupt));
  }

  #start(queue: string, concurrency: number): Worker {
    const { redis, prefix, telemetry } = this.options;
    const worker = new Worker(queue, (job, token, signal) => this.#process(job, token ?? "", signal), {
      connection: redis,
      prefix,
      concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: STALLS_ALLOWED,
      settings: { backoffStrategy: (made) => backoffMs(made, Math.random) },
    });
    worker.on("error", (error) =>
      telemetry.emit("queue.error", { queue, code: lockLost(error) ? "LOCK_LOST" : errorCode(error) }),
    );
    return worker;
  }

  async #process(bull: BullJob, token: string, signal: AbortSignal | undefined): Promise<void> {
    // A closing worker can still be handed what an interrupted job has just put back.
    if (this.#interrupted) await putBack(bull, token);
    const job = this.#jobs.get(bull.name);
    if (!job) throw new JobFailure("UNKNOWN_JOB");
    const { success, data } = job.data.safeParse(bull.data);
    if (!success) throw new JobFailure("INVALID_JOB_DATA");
    const { context, telemetry } = this.options;
    const interrupted = signal ?? new AbortController().signal;
    let pass;
    try {
      pass = await job.run(data, context, { signal: interrupted });
    } catch (error) {
      if (interrupted.aborted) await putBack(bull, token);
      const code = errorCode(error);
      const attempt = bull.attemptsMade + 1;
      telemetry.emit("job.failed", { job: job.name, code, attempt, last: attempt >= ATTEMPTS });
      if (attempt < ATTEMPTS) throw new JobFailure(code);
      await job.giveUp(data, context, code).catch((failure: unknown) => {
        throw new JobFailure(errorCode(failure));
      });
      return;
    }
    if (pass !== "done") {
      if (pass.data !== undefined) await bull.updateData(pass.data);
      await bull.moveToDelayed(Date.now() + pass.againInMs, token);
      throw new DelayedError();
    }
  }
}

async function putBack(bull: BullJob, token: string): Promise<never> {
  await bull.moveToWait(token);
  throw new WaitingError();
}

/** The job's lock ran out or went with a wiped Redis: somebody else may run it now, which does no harm. */
function lockLost(error: Error): boolean {
  return /\block\b/i.test(error.message);
}
