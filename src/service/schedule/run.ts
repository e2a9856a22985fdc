import { assertRole } from "../assert-role.js";
import { beginDue, type ScheduleContext } from "./fire.js";
import type { Actor } from "../../ledger/evidence/actor.js";
import type { Slot } from "../../ledger/schedules/slots.js";

/**
 * Begins a schedule now, beside its own times; as soon as another sweep (or watch) has ended, where one is active.
 * @returns how it stands. @throws {SCHEDULE_NOT_FOUND | ROLE}
 */
export async function runSchedule(name: string, actor: Actor, context: ScheduleContext): Promise<Slot> {
  const { schedules, telemetry } = context;
  const schedule = await schedules.byName(name);
  if (schedule.approval === "automatic") assertRole(actor, "approver");
  const now = context.clock();
  await schedules.slots.openByHand(schedule.id, now, actor.name);
  telemetry.emit("schedule.fired", { schedule: name, trigger: "person" });
  await beginDue(context);
  return schedules.slots.at(schedule.id, now);
}
