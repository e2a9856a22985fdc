import { z } from "zod";
import {
  CodeForm,
  CronForm,
  dataForm,
  HIDDEN,
  JobIdForm,
  JobNameForm,
  QueueNameForm,
  SchedulerIdForm,
  TimeZoneForm,
} from "./our-form.js";

/**
 * What of bull-board's answers is shown: an allow-list. A key that isn't named here is left out, and a value that isn't of
 * the form that our own jobs have is hidden, so that nothing which somebody else has put into Redis gets onto a page.
 */

const STATES = [
  "latest",
  "active",
  "waiting",
  "waiting-children",
  "prioritized",
  "completed",
  "failed",
  "delayed",
  "paused",
  "stuck",
  "unknown",
] as const;
const StateForm = z.enum(STATES);

/** Left out where it is anything else. */
const amount = z.number().optional().catch(undefined);
const orHidden = <T extends z.ZodType>(form: T) => z.union([form, z.literal(HIDDEN)]).catch(HIDDEN as never);
const orNothing = <T extends z.ZodType>(form: T) => form.nullish().catch(undefined as never);

const Repeat = z.object({
  pattern: orNothing(CronForm),
  tz: orNothing(TimeZoneForm),
  every: amount,
  count: amount,
  limit: amount,
});

const Options = z.object({
  attempts: amount,
  delay: amount,
  priority: amount,
  stackTraceLimit: amount,
  removeOnComplete: orNothing(z.union([z.boolean(), z.number()])),
  removeOnFail: orNothing(z.union([z.boolean(), z.number()])),
  backoff: orNothing(z.object({ type: z.enum(["custom", "fixed", "exponential"]), delay: amount })),
  repeat: orNothing(Repeat),
});

const Job = z
  .object({
    id: orHidden(JobIdForm),
    name: z.unknown(),
    data: z.unknown(),
    timestamp: z.number().catch(0),
    processedOn: amount,
    finishedOn: amount,
    // Ours never tell any.
    progress: z.unknown().transform(() => 0),
    attempts: z.number().catch(0),
    attemptsStarted: amount,
    stalledCounter: amount,
    delay: amount,
    priority: amount,
    failedReason: orNothing(orHidden(CodeForm)),
    deferredFailure: orNothing(orHidden(CodeForm)),
    // Not even codes: our own failures have no more to say than their reason.
    stacktrace: z.unknown().transform(() => []),
    opts: Options.catch({}),
    returnValue: z.unknown().transform((value) => (value === undefined || value === null ? null : HIDDEN)),
    isFailed: z.boolean().catch(false),
  })
  .transform((job) => ({
    ...job,
    name: orHidden(JobNameForm).parse(job.name),
    data: dataForm(job.name, job.data),
  }));

const Pagination = z.object({
  pageCount: z.number(),
  range: z.object({ start: z.number(), end: z.number() }),
});

const Queue = z.object({
  name: QueueNameForm,
  statuses: z.array(StateForm),
  counts: z.partialRecord(StateForm, z.number()),
  jobs: z.array(Job),
  pagination: Pagination,
  isPaused: z.boolean(),
  type: z.literal("bullmq"),
  delimiter: z.literal(""),
  globalConcurrency: z.number().nullable(),
  activeRateLimitTtl: z.number(),
  supportsGlobalRateLimit: z.boolean(),
  jobSchedulerCount: z.number(),
  hasWorkers: z.boolean().nullable(),
});

/** @param mayAct whether the page offers acts; the server refuses them in any case where they aren't permitted. */
export const shownQueues = (body: unknown, mayAct: boolean) => ({
  queues: z
    .object({ queues: z.array(Queue) })
    .parse(body)
    .queues.map((queue) => ({
      ...queue,
      readOnlyMode: !mayAct,
      allowRetries: mayAct,
      allowCompletedRetries: false,
    })),
});

export const shownJob = (body: unknown) => z.object({ job: Job, status: StateForm }).parse(body);

const Scheduler = z.object({
  id: orHidden(SchedulerIdForm),
  queueName: QueueNameForm,
  name: orHidden(JobNameForm),
  pattern: orNothing(orHidden(CronForm)),
  tz: orNothing(orHidden(TimeZoneForm)),
  every: amount,
  limit: amount,
  startDate: amount,
  endDate: amount,
  next: amount,
  nextRunJobId: orNothing(JobIdForm),
  lastRun: amount,
  lastRunJobId: orNothing(JobIdForm),
  iterationCount: amount,
});

export const shownSchedulers = (body: unknown) => z.object({ schedulers: z.array(Scheduler) }).parse(body);

/** Where a worker connects from is left out. */
const Worker = z.object({ id: orHidden(z.string().regex(/^\d+$/)), age: z.number().catch(0) });

export const shownWorkers = (body: unknown) => ({
  workers:
    z
      .object({ workers: z.array(Worker).nullable() })
      .parse(body)
      .workers?.map((worker) => ({ ...worker, name: null, addr: HIDDEN })) ?? null,
});

const Counter = z
  .object({
    meta: z.object({ count: z.number(), prevTS: z.number(), prevCount: z.number() }),
    data: z.array(z.number()),
    count: z.number(),
  })
  .nullable()
  .catch(null);

export const shownMetrics = (body: unknown) => z.object({ completed: Counter, failed: Counter }).parse(body);

export const shownRateLimit = (body: unknown) =>
  z
    .object({
      supported: z.boolean(),
      rateLimit: z.object({ max: z.number(), duration: z.number() }).nullable().catch(null),
    })
    .parse(body);

/** Of the server only what tells whether it has room: not its host, port or system. */
export const shownRedis = (body: unknown) =>
  z
    .object({
      backend: z.literal("redis").catch("redis"),
      version: orHidden(z.string().regex(/^\d+(?:\.\d+){1,3}$/)),
      mode: orNothing(z.enum(["standalone", "sentinel", "cluster"])),
      uptime: z.number(),
      memory: z.object({
        total: z.number(),
        used: z.number(),
        fragmentationRatio: z.number().catch(0),
        peak: z.number(),
      }),
      clients: z.object({ connected: z.number(), blocked: z.number() }),
    })
    .parse(body);

/** How an act went: counts at most. */
export const shownDone = (body: unknown) =>
  z.object({ retried: amount, skipped: amount }).catch({}).parse(body);

/** A failure that bull-board tells by the key of a text of its own; anything else may quote Redis or a job. */
export const shownFailure = (body: unknown) => {
  const options = z
    .object({ state: orNothing(StateForm), status: orNothing(StateForm) })
    .optional()
    .catch(undefined);
  const failure = z.object({ error: z.object({ key: z.string().regex(/^ERRORS\.[A-Z_]{1,60}$/), options }) });
  return failure.catch({ error: { key: "ERRORS.INTERNAL_SERVER_ERROR", options: undefined } }).parse(body);
};
