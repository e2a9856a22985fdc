import type { JobContext } from "../context.js";

/** Ends the watches whose runs have ended. Called when a run ends, and now and then in any case. */
export async function settleWatches({
  watches,
  telemetry,
  clock,
}: Pick<JobContext, "watches" | "telemetry" | "clock">): Promise<void> {
  for (const { id, state, cameBack, code } of await watches.settle(clock())) {
    telemetry.emit("watch.finished", { watch: id, state, cameBack, code });
  }
}
