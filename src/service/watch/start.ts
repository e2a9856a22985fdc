import { failure } from "../../base/errors.js";
import { watchJob } from "../jobs.js";
import type { Executor } from "../../ledger/database.js";
import type { OnComeback, WatchMode } from "../../model/kinds.js";
import type { JobContext } from "../context.js";

/** What starting a watch works with. */
export type WatchContext = Pick<JobContext, "watches" | "suppression" | "queues" | "appId" | "clock">;

export interface WatchOrder {
  mode: WatchMode;
  /** For a replay: the app whose erasures are applied again. @default this one */
  fromApp?: string | undefined;
  /** A replay always scrubs. */
  onComeback: OnComeback;
  /** Scrub at once, or wait until a person approves the runs. */
  autoApply: boolean;
  /** The actor who asks for it. */
  by: string;
  /** Written in the transaction that makes the watch; what it throws leaves no watch. */
  inTransaction?: (tx: Executor, id: number) => Promise<void>;
}

/**
 * Begins to look for erased people whose data is there again.
 * @throws {WATCH_ACTIVE} while another one pages through the users.
 * @throws {NOTHING_TO_REPLAY} for a replay of an app on which nobody was erased.
 */
export async function startWatch(order: WatchOrder, context: WatchContext): Promise<number> {
  const { mode, autoApply, by, inTransaction } = order;
  const fromApp = order.fromApp ?? context.appId;
  if (mode === "replay" && !(await context.suppression.knows(fromApp))) throw failure("NOTHING_TO_REPLAY");
  const onComeback = mode === "replay" ? "scrub" : order.onComeback;
  const createdAt = context.clock();
  const watched = { mode, fromApp, onComeback, autoApply, createdBy: by, createdAt };
  const id = await context.watches.create(watched, inTransaction);
  await context.queues.add(watchJob, [{ watch: id }]);
  return id;
}

/** Brings the jobs of unfinished watches back. */
export async function resumeWatches(context: Pick<JobContext, "watches" | "queues">): Promise<void> {
  const scanning = await context.watches.scanning();
  await context.queues.add(
    watchJob,
    scanning.map(({ id }) => ({ watch: id })),
  );
}
