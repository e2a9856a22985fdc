import { z } from "zod";
import { HEX_32 } from "../model/ids.js";
import { RUN_KINDS } from "../model/kinds.js";
import type { JobIdentity } from "../queue/job.js";
import { controlQueueOf, scrubQueueOf } from "./context.js";

/*
 * What it takes to put each job into its queue. Apart from the jobs themselves, because whoever has work done need not
 * know how it is done: verbs stand below the jobs that call them.
 */

const number = z.int().positive();
const OfRun = z.strictObject({ run: number, kind: z.enum(RUN_KINDS) });
export type OfRun = z.infer<typeof OfRun>;

/** Plans a run. */
export const scanJob: JobIdentity<OfRun> = {
  name: "scan",
  queue: ({ kind }) => controlQueueOf(kind),
  data: OfRun,
  id: ({ run }) => `scan-${run}`,
};

/** Keeps a run's batches coming, and ends it. */
export const feedJob: JobIdentity<OfRun> = {
  name: "feed",
  queue: ({ kind }) => controlQueueOf(kind),
  data: OfRun,
  id: ({ run }) => `feed-${run}`,
};

const OfBatch = OfRun.extend({
  batch: z.int().min(0),
  /** How often it was put back because TalkJS didn't show yet what it had taken. Lost with Redis it begins anew. */
  waited: z.int().min(0).optional(),
});
export type OfBatch = z.infer<typeof OfBatch>;

/** Blanks one batch. */
export const scrubJob: JobIdentity<OfBatch> = {
  name: "scrub",
  queue: ({ kind }) => scrubQueueOf(kind),
  data: OfBatch,
  id: ({ run, batch }) => `scrub-${run}-${batch}`,
};

/** Begins queued requests. One job for each request, so that none waits for another's to end. */
export const startJob: JobIdentity<{ request: string }> = {
  name: "start",
  queue: () => "erasure",
  data: z.strictObject({ request: z.uuid() }),
  id: ({ request }) => `start-${request}`,
};

/** Looks for the e-mail addresses of requests. */
export const lookupJob: JobIdentity<{ lookup: number }> = {
  name: "lookup",
  queue: () => "control",
  data: z.strictObject({ lookup: number }),
  id: ({ lookup }) => `lookup-${lookup}`,
};

/** Asks TalkJS whether it knows the person of a legal hold. */
export const identifyJob: JobIdentity<{ hold: string }> = {
  name: "identify",
  queue: () => "erasure",
  data: z.strictObject({ hold: z.uuid() }),
  id: ({ hold }) => `identify-${hold}`,
};

/** Sends what is pending for one receiver. */
export const deliverJob: JobIdentity<{ receiver: string }> = {
  name: "deliver",
  queue: () => "delivery",
  data: z.strictObject({ receiver: z.string().regex(HEX_32) }),
  id: ({ receiver }) => `deliver-${receiver}`,
};

/** Looks for erased people whose data came back. */
export const watchJob: JobIdentity<{ watch: number }> = {
  name: "watch",
  queue: () => "control",
  data: z.strictObject({ watch: number }),
  id: ({ watch }) => `watch-${watch}`,
};

/** The alarm of a schedule. */
export const scheduleJob: JobIdentity<{ schedule: number }> = {
  name: "schedule",
  queue: () => "control",
  data: z.strictObject({ schedule: number }),
  id: ({ schedule }) => `schedule-${schedule}`,
};
