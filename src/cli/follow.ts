import { setTimeout as sleep } from "node:timers/promises";
import { ScrubjayError } from "../errors.js";
import { handledOf } from "../ledger/batches.js";
import { ACTIVE_STATES, type Run } from "../ledger/runs.js";
import { InterruptedError } from "./errors.js";
import type { Output } from "./output.js";
import { createProgress, type Step } from "./progress.js";
import type { Session } from "../wiring/session.js";

const LOOK_EVERY_MS = 200;
const LEDGER_PATIENCE_MS = 60_000;

/**
 * Shows a run's progress until there is nothing more to do without a person.
 * @throws {InterruptedError} when `signal` aborts first; the run stays as it is.
 */
export async function follow(
  session: Session,
  runId: number,
  out: Output,
  signal: AbortSignal,
): Promise<Run> {
  const progress = createProgress(out);
  try {
    for (let failedSince: number | undefined; ;) {
      try {
        const run = await session.runs.get(runId);
        if (!isMoving(run)) return run;
        progress.show(await stepOf(session, run));
        failedSince = undefined;
      } catch (error) {
        // The database may be restarted under us; the work itself waits for it too.
        failedSince ??= Date.now();
        if (error instanceof ScrubjayError || Date.now() - failedSince > LEDGER_PATIENCE_MS) throw error;
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal });
    }
  } catch (error) {
    throw signal.aborted ? new InterruptedError(runId) : error;
  } finally {
    progress.end();
  }
}

function isMoving(run: Run): boolean {
  const active: readonly string[] = ACTIVE_STATES;
  return active.includes(run.state);
}

async function stepOf({ batches }: Session, run: Run): Promise<Step> {
  if (run.state === "planning")
    return { label: `Planning run ${run.id}`, done: run.tally.scanned, total: undefined };
  const label = run.state === "cancelling" ? `Cancelling run ${run.id}` : `Applying run ${run.id}`;
  return { label, done: handledOf(await batches.progress(run.id)), total: run.tally.selected };
}
