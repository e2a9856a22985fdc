import type { ScheduledSlot, SlotStep } from "../../ledger/schedules/slots.js";
import { ENDED_SLOT_STATES, SLOT_LIFECYCLE } from "../../model/slot-lifecycle.js";
import { outcomeOf } from "../../schedules/outcome.js";
import type { JobContext } from "../context.js";

/** What a step of a slot works with. */
export type SlotContext = Pick<JobContext, "schedules" | "outbox" | "db" | "telemetry" | "clock">;

/** Writes down what scheduled runs and watches have come to, and tells of it. Idempotent. */
export async function settleSlots(context: SlotContext): Promise<void> {
  const { slots } = context.schedules;
  for (const slot of await slots.underway()) {
    const step = outcomeOf(await slots.progress(slot));
    if (step.state !== slot.state) await moveSlot(slot, step, context);
  }
}

/** Takes a slot a step on; other systems are told in the same transaction. */
export async function moveSlot(slot: ScheduledSlot, step: SlotStep, context: SlotContext): Promise<void> {
  const { schedules, outbox, telemetry } = context;
  const { name } = slot.schedule;
  const { state, code } = step;
  const isMoved = await context.db.transaction(async (tx) => {
    if (!(await schedules.slots.settle(tx, slot, step, context.clock()))) return false;
    if (!SLOT_LIFECYCLE[state].isTold) return true;
    const { trigger, runId, watchId } = slot;
    const data = {
      schedule: name,
      slot: slot.slot.toISOString(),
      trigger,
      state,
      code,
      run: runId,
      watch: watchId,
    };
    await outbox.webhook(tx, { type: `schedule.${state}`, about: `schedule:${name}`, data });
    return true;
  });
  if (isMoved && ENDED_SLOT_STATES.includes(state))
    telemetry.emit("schedule.ended", { schedule: name, state, code });
}
