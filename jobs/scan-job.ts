import { z } from "zod";
import { RUN_KINDS } from "../src/model/kinds.js";
import type { JobIdentity } from "../src/queue/job.js";
import { controlQueueOf } from "./context.js";

const ScanData = z.strictObject({ run: z.int().positive(), kind: z.enum(RUN_KINDS) });
export type ScanData = z.infer<typeof ScanData>;

/** Apart from the job itself, because whoever makes a run need not know how it is scanned. */
export const scanJob: JobIdentity<ScanData> = {
  name: "scan",
  queue: ({ kind }) => controlQueueOf(kind),
  data: ScanData,
  id: ({ run }) => `scan-${run}`,
};
