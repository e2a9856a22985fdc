import type { ScheduleHistoryView, ScheduleView, SlotView } from "../../contracts/schedules.js";
import { columns } from "../io/columns.js";
import { minute } from "../input/moment.js";

const SLOTS_SHOWN = 10;

/** Schedules as a table. */
export function scheduleTable(schedules: ScheduleView[]): string[] {
  return columns([
    ["name", "kind", "cron", "time zone", "approval", "source", "last", "next"],
    ...schedules.map(({ name, kind, cron, timeZone, approval, source, last, next }) => [
      name,
      kind,
      cron,
      timeZone,
      approval,
      source,
      last ? slotState(last) : "–",
      next[0] ? minute(next[0]) : "–",
    ]),
  ]);
}

/** One schedule, for a person; with the latest of its times where they are known. */
export function scheduleLines(schedule: Omit<ScheduleView, "last"> & Partial<ScheduleHistoryView>): string[] {
  const { name, kind, cron, timeZone, approval, source, policy, policyDigest, next, slots = [] } = schedule;
  return [
    `Schedule ${name}: ${kind}`,
    ...columns([
      ["  when", `${cron} (${timeZone})`],
      ["  approval", approval === "automatic" ? "automatic, within the limits" : "waits for a person"],
      ["  policy", `${policy}, ${policyDigest.slice(0, 19)}…`],
      ["  source", source === "file" ? "a policy file of the service" : `${schedule.createdBy}`],
      ["  next", next.map(minute).join(", ")],
    ]),
    ...(slots.length > 0 ? ["", ...slotTable(slots.slice(0, SLOTS_SHOWN))] : []),
  ];
}

/** One time of a schedule, for a person. */
export function slotLine(name: string, slot: SlotView): string {
  const begun = slot.run ? `run ${slot.run}` : slot.watch ? `watch ${slot.watch}` : undefined;
  if (slot.state === "due") return `Schedule ${name} begins as soon as what is active now has ended.`;
  return `Schedule ${name}, ${minute(slot.slot)}: ${slotState(slot)}${begun ? `, ${begun}` : ""}.`;
}

function slotTable(slots: SlotView[]): string[] {
  return columns([
    ["  time", "state", "trigger", "begun"],
    ...slots.map((slot) => [
      `  ${minute(slot.slot)}`,
      slotState(slot),
      slot.trigger === "person" ? slot.startedBy : slot.trigger,
      slot.run ? `run ${slot.run}` : slot.watch ? `watch ${slot.watch}` : "–",
    ]),
  ]);
}

const slotState = ({ state, code }: SlotView): string => (code === null ? state : `${state} (${code})`);
