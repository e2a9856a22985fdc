export { fieldName } from "../certificates/wording.js";

/** The beginning of an ID, enough to tell it from others. */
export const shortId = (id: string): string => `${id.slice(0, 8)}…`;

export { daysLeftText, lengthOfTime, number, plural } from "../model/words.js";
