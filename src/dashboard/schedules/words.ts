import type { ScheduleView, SlotView } from "../../server/schedule-view.js";
import type { Word } from "../words.js";
import { cronWords } from "./cron-words.js";

export const SLOT_WORDS: Record<SlotView["state"], Word> = {
  due: { text: "Waits for its turn", tone: "busy" },
  running: { text: "Running", tone: "busy" },
  waiting: { text: "Waits for approval", tone: "soon" },
  done: { text: "Done", tone: "good" },
  failed: { text: "Failed", tone: "bad" },
  braked: { text: "Stopped by a limit", tone: "bad" },
  superseded: { text: "Passed over", tone: "quiet" },
};

export const SCHEDULE_KIND_WORDS: Record<ScheduleView["kind"], string> = {
  sweep: "Sweep",
  watch: "Look for data that came back",
};

export const APPROVAL_WORDS: Record<ScheduleView["approval"], string> = {
  wait: "A person approves each plan",
  automatic: "Applied at once, within the limits",
};

/** `every day at 02:30 (Europe/Berlin)`; the expression where it has no words. */
export const whenText = ({ cron, timeZone }: Pick<ScheduleView, "cron" | "timeZone">): string =>
  `${cronWords(cron) ?? cron} (${timeZone})`;
