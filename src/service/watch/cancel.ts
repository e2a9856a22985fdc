import { isFailure } from "../../base/errors.js";
import { feedJob } from "../jobs.js";
import type { JobContext } from "../context.js";

/**
 * Gives a watch up, and the runs that it made; what was begun of them is finished. Idempotent.
 * @throws {WATCH_STATE | WATCH_NOT_FOUND}
 */
export async function cancelWatch(
  id: number,
  context: Pick<JobContext, "watches" | "runs" | "queues" | "telemetry" | "clock">,
): Promise<void> {
  const { watches, runs, queues, telemetry, clock } = context;
  if (await watches.cancel(id, clock())) {
    const { state, cameBack, code } = await watches.get(id);
    telemetry.emit("watch.finished", { watch: id, state, cameBack, code });
  }
  for (const run of await watches.runsOf(id)) {
    try {
      await runs.cancel(run.id, clock());
    } catch (error) {
      // It has ended already.
      if (!isFailure(error, "RUN_STATE")) throw error;
    }
    await queues.add(feedJob, [{ run: run.id, kind: "watch" }]);
  }
}
