import { decryptPolicy, placeOfSchedule } from "../../erasure/encrypted-policy.js";
import { ScrubjayError, isFailure } from "../../base/errors.js";
import type { Executor } from "../../ledger/database.js";
import type { ScheduledSlot } from "../../ledger/schedules/slots.js";
import { dueSlot } from "../../schedules/slots.js";
import type { JobContext } from "../context.js";
import { createRun, type RunContext } from "../run/create.js";
import { moveSlot, type SlotContext } from "./settle.js";
import { startWatch, type WatchContext } from "../watch/start.js";

/** What beginning schedules works with. */
export type ScheduleContext = RunContext & WatchContext & SlotContext & Pick<JobContext, "settings">;

/**
 * Opens the times that have come, and begins what is due. Any number of processes may do it at any time: a time is
 * opened by one of them, and begun in the transaction that makes its run, so a killed process neither loses it nor
 * leaves it to be begun twice.
 */
export async function fireDue(context: ScheduleContext): Promise<void> {
  const now = context.clock();
  for (const schedule of await context.schedules.list()) {
    const slot = dueSlot(schedule.cron, schedule.timeZone, schedule.after, now);
    if (slot && (await context.schedules.openSlot(schedule, slot)))
      context.telemetry.emit("schedule.fired", { schedule: schedule.name, trigger: "cron" });
  }
  await beginDue(context);
}

/** Begins what is due; of several times of one schedule only the last. What can't begin yet stays due. */
export async function beginDue(context: ScheduleContext): Promise<void> {
  const { slots } = context.schedules;
  await slots.supersedeOlder(context.clock());
  for (const slot of await slots.due()) {
    try {
      await begin(slot, context);
    } catch (error) {
      if (isFailure(error, "SWEEP_ACTIVE", "WATCH_ACTIVE") || error === TAKEN) continue;
      if (!(error instanceof ScrubjayError)) throw error;
      await moveSlot(slot, { state: "failed", code: error.code }, context);
    }
  }
}

/** Another process began the slot, or its schedule is gone: what was about to be made is taken back. */
const TAKEN = new Error("the slot isn't due any more");

async function begin(slot: ScheduledSlot, context: ScheduleContext): Promise<void> {
  const { schedule, startedBy, trigger } = slot;
  const tie = async (tx: Executor, begun: { runId: number } | { watchId: number }) => {
    if (!(await context.schedules.slots.begin(tx, slot, begun, context.clock()))) throw TAKEN;
  };
  // Whoever begins it by hand plans it, and may not be the one who approves it too.
  const isAlone = trigger === "person" && context.settings.fourEyes;
  const order = { autoApply: schedule.approval === "automatic" && !isAlone, by: startedBy };
  if (schedule.kind === "watch") {
    const inTransaction = (tx: Executor, watchId: number) => tie(tx, { watchId });
    await startWatch({ ...order, mode: "watch", onComeback: "policy", inTransaction }, context);
  } else {
    const policy = decryptPolicy(schedule.policy, placeOfSchedule(schedule), context.encryption);
    const inTransaction = (tx: Executor, runId: number) => tie(tx, { runId });
    await createRun(
      { ...order, kind: "sweep", policy, disguised: true, ids: undefined, inTransaction },
      context,
    );
  }
}
