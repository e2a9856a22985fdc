import { z } from "@hono/zod-openapi";
import type { Slot } from "../ledger/schedule-slots.js";
import type { Schedule } from "../ledger/schedules.js";
import { APPROVALS, SCHEDULE_KINDS } from "../model/kinds.js";
import { SLOT_STATES } from "../model/slot-life.js";
import { SOURCES, TRIGGERS } from "../ledger/tables/schedules.js";
import { scheduleShape } from "../policy/schedule-schema.js";
import { nextSlots } from "../schedules/slots.js";
import { time } from "./fields.js";
import { instant } from "./instant.js";
import { PolicyField } from "./policy-field.js";

const NEXT_SHOWN = 5;
export const NewScheduleSchema = z
  .strictObject({ ...scheduleShape, policy: PolicyField })
  .openapi("NewSchedule");

export const SlotSchema = z
  .object({
    slot: time.openapi({ description: "The time that was scheduled, or at which a person began it." }),
    trigger: z.enum(TRIGGERS),
    startedBy: z.string(),
    state: z.enum(SLOT_STATES).openapi({
      description:
        "`due`: waits until another sweep or watch has ended; `waiting`: for a person's approval; `braked`: refused or " +
        "stopped by a limit; `superseded`: a later time came before it could begin.",
    }),
    code: z.string().nullable(),
    run: z.int().nullable(),
    watch: z.int().nullable(),
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
  })
  .openapi("ScheduleSlot");
export type SlotView = z.infer<typeof SlotSchema>;

const schedule = {
  name: z.string(),
  kind: z.enum(SCHEDULE_KINDS),
  cron: z.string(),
  timeZone: z.string(),
  approval: z.enum(APPROVALS),
  source: z.enum(SOURCES).openapi({ description: "`file`: from a policy file of the service." }),
  policy: z.string().openapi({ description: "What the policy was called when it was scheduled." }),
  policyDigest: z.string(),
  createdBy: z.string(),
  createdAt: time,
  next: z.array(time).openapi({ description: "The next times." }),
};

export const ScheduleSchema = z
  .object({ ...schedule, last: SlotSchema.nullable().openapi({ description: "Its latest time." }) })
  .openapi("Schedule");
export type ScheduleView = z.infer<typeof ScheduleSchema>;

export const ScheduleHistorySchema = z
  .object({ ...schedule, slots: z.array(SlotSchema).openapi({ description: "Its times, newest first." }) })
  .openapi("ScheduleWithHistory");
export type ScheduleHistoryView = z.infer<typeof ScheduleHistorySchema>;

export function scheduleView(found: Schedule, now: Date): Omit<ScheduleView, "last"> {
  const { name, kind, cron, timeZone, approval, source, policyName, policyDigest, createdBy } = found;
  const from = found.after > now ? found.after : now;
  return {
    ...{ name, kind, cron, timeZone, approval, source, policyDigest, createdBy },
    policy: policyName,
    createdAt: instant(found.createdAt),
    next: nextSlots(cron, timeZone, from, NEXT_SHOWN).map((slot) => instant(slot)),
  };
}

export function slotView({ slot, trigger, startedBy, state, code, runId, watchId, ...at }: Slot): SlotView {
  return {
    ...{ slot: instant(slot), trigger, startedBy, state, code, run: runId, watch: watchId },
    startedAt: instant(at.startedAt),
    finishedAt: instant(at.finishedAt),
  };
}
