import { daysLeftText } from "../words.js";

/** A deadline nearer than this many days is shown as near. */
const NEAR_DAYS = 3;

/** How long there is still time; null: it has ended. */
export const DaysLeft = ({ days }: { days: number | null }) =>
  days === null ? null : (
    <span class={days < 0 ? "late" : days <= NEAR_DAYS ? "near" : "quiet"}>{daysLeftText(days)}</span>
  );
