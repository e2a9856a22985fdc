import type { JobContext } from "../../jobs/context.js";
import { tendSchedules } from "../../jobs/schedule.js";
import { errorCode } from "../telemetry/error-code.js";

const TEND_MS = 10_000;

/**
 * Lets schedules begin, from now on and in this process: only in a service, and only once it has taken its policy files
 * over. So a command that works on the ledger for a moment begins nothing that nobody asked it for, and a schedule that
 * left its file while no service ran isn't made up for.
 * @returns ends it, without waiting for a Redis that is away.
 */
export function keepSchedules(context: JobContext): () => Promise<void> {
  let running: Promise<void> | undefined;
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const tend = async (): Promise<void> => {
    try {
      await Promise.race([tendSchedules(context), ended]);
    } catch (error) {
      // The next look makes up for it.
      const failed = { job: "schedules", code: errorCode(error), attempt: 1, last: false };
      context.telemetry.emit("job.failed", failed);
    }
  };
  const look = () =>
    void (running ??= tend().finally(() => {
      running = undefined;
    }));
  look();
  const timer = setInterval(look, TEND_MS);
  return async () => {
    clearInterval(timer);
    end();
    await running;
  };
}
