import type { JobContext } from "../service/context.js";
import { maintainSchedules } from "../service/schedule/maintain.js";
import { errorCode } from "../telemetry/error-code.js";
import { repeat } from "./repeat.js";

const TEND_MS = 10_000;

/**
 * Lets schedules begin, from now on and in this process: only in a service, and only once it has taken its policy files
 * over. So a command that works on the ledger for a moment begins nothing that nobody asked it for, and a schedule that
 * left its file while no service ran isn't made up for.
 * @returns ends it, without waiting for a Redis that is away.
 */
export function startScheduleLoop(context: JobContext): () => Promise<void> {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const tending = repeat(
    () => Promise.race([maintainSchedules(context), ended]),
    TEND_MS,
    (error) => {
      const failed = { job: "schedules", code: errorCode(error), attempt: 1, last: false };
      context.telemetry.emit("job.failed", failed);
    },
  );
  return async () => {
    end();
    await tending.end();
  };
}
