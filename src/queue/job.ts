import type { z } from "zod";
import type { QueueName } from "./queue-name.js";

/** How one pass of a job ended: for good, or to be called again after a while (without holding a worker), with these data. */
export type Pass<Data = never> = "done" | { againInMs: number; data?: Data };

export interface Control {
  /** Aborts when the process shuts down; the job then goes back to its queue and no attempt is counted. */
  signal: AbortSignal;
}

/**
 * What it takes to put a job into its queue. Its data are references (run and batch numbers), never people: whatever is
 * put into a job shows in Redis, in its event stream and on dashboards.
 */
export interface JobIdentity<Data> {
  name: string;
  queue(data: Data): QueueName;
  data: z.ZodType<Data>;
  /** The same work has the same ID, so adding it twice is adding it once. No `:`, not all digits. */
  id(data: Data): string;
}

/** One kind of background work. */
export interface Job<Data, Context> extends JobIdentity<Data> {
  /** Idempotent: it may run again at any time, even while it still runs elsewhere. */
  run(data: Data, context: Context, control: Control): Promise<Pass<Data>>;
  /** Called with the code of the last failure once the attempts are used up. */
  giveUp(data: Data, context: Context, code: string): Promise<void>;
}
