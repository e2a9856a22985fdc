import type { Slot } from "../../ledger/schedules/slots.js";
import type { Schedule } from "../../ledger/schedules/schedules.js";
import { nextSlots } from "../../schedules/slots.js";
import { instant } from "../http/instant.js";
import type { SlotView, ScheduleView } from "../../contracts/schedules.js";

const NEXT_SHOWN = 5;

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
