import type { ScheduleView } from "../../contracts/schedules.js";
import { cronWords } from "./cron-words.js";

/** `every day at 02:30 (Europe/Berlin)`; the expression where it has no words. */
export const whenText = ({ cron, timeZone }: Pick<ScheduleView, "cron" | "timeZone">): string =>
  `${cronWords(cron) ?? cron} (${timeZone})`;
