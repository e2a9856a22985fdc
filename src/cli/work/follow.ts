import { setTimeout as sleep } from "node:timers/promises";
import { RUN_LIFECYCLE } from "../../model/run-lifecycle.js";
import * as Runs from "../../contracts/runs.js";
import { ScrubjayError, failure, isFailure } from "../../base/errors.js";
import type { RunProgress } from "../../contracts/runs.js";
import type { ApiClient } from "../api/client.js";
import { ServiceError } from "../../client/service-error.js";
import type { Output } from "../io/output.js";
import { createProgress, type Step } from "../io/progress.js";

const POLL_MS = 200;
/** Over a network that others share. */
const POLL_REMOTE_MS = 1_000;
const PATIENCE_MS = 60_000;

export interface Following<T> {
  poll: () => Promise<T>;
  /** How far it is; undefined once there is nothing more to do without a person. */
  step: (seen: T) => Step | undefined;
}

/**
 * Shows the progress of something until it has ended, and answers what was seen last. A ledger or a service that is away
 * meanwhile is waited for, up to a minute.
 * @throws {INTERRUPTED} when `signal` aborts first.
 */
export async function followUntil<T>(
  api: ApiClient,
  out: Output,
  signal: AbortSignal,
  { poll, step }: Following<T>,
): Promise<T> {
  const progress = createProgress(out);
  try {
    for (let failedSince: number | undefined; ;) {
      try {
        const seen = await poll();
        const next = step(seen);
        if (!next) return seen;
        progress.show(next);
        failedSince = undefined;
      } catch (error) {
        failedSince ??= performance.now();
        if (!isPassing(error) || performance.now() - failedSince > PATIENCE_MS) throw error;
      }
      await sleep(api.isRemote ? POLL_REMOTE_MS : POLL_MS, undefined, { signal });
    }
  } catch (error) {
    throw signal.aborted ? failure("INTERRUPTED") : error;
  } finally {
    progress.end();
  }
}

/** The database or the service may be restarted under us; the work itself waits for them too. */
function isPassing(error: unknown): boolean {
  if (error instanceof ServiceError) return error.isPassing;
  return isFailure(error, "SERVICE_AWAY") || !(error instanceof ScrubjayError);
}

/** Follows a run. @throws {INTERRUPTED} that tells how to go on; the run stays as it is. */
export async function follow(
  api: ApiClient,
  run: number,
  out: Output,
  signal: AbortSignal,
): Promise<RunProgress> {
  try {
    return await followUntil(api, out, signal, {
      poll: () => api.call(Runs.progress, { params: { run } }),
      step: stepOf,
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw failure("INTERRUPTED.run", { run });
  }
}

function stepOf({ run, state, scanned, selected, handled }: RunProgress): Step | undefined {
  const { waits, phase } = RUN_LIFECYCLE[state];
  if (waits !== "soon") return undefined;
  const label = `${state.charAt(0).toUpperCase()}${state.slice(1)} run ${run}`;
  return phase === "planning"
    ? { label, done: scanned, total: undefined }
    : { label, done: handled, total: selected };
}
