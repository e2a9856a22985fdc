import { InvalidArgumentError } from "commander";
import { DateTime } from "luxon";
import { readMoment } from "../../model/time.js";

/**
 * A time for commander, as the API takes it: ISO 8601, in this machine's zone where it names none. A bare date is the
 * `start` or the `end` of that day.
 */
export const moment =
  (edge: "start" | "end") =>
  (value: string): string => {
    const time = readMoment(value, "local");
    if (!time) {
      throw new InvalidArgumentError("It must be a date or a time such as 2026-03-01 or 2026-03-01T12:00Z.");
    }
    const isDate = /^\d{4}-\d{2}-\d{2}$/.test(value);
    return (isDate && edge === "end" ? time.endOf("day") : time).toJSDate().toISOString();
  };

/** `2026-03-01 12:00`, in this machine's zone. */
export const minute = (at: string): string => DateTime.fromISO(at).toFormat("yyyy-MM-dd HH:mm");
