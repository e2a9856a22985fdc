import { FreeText } from "../contracts/fields.js";

/** What somebody typed, to be shown in its field again; empty where it may name a person, for a page must not. */
export const repeatable = (typed: string | undefined): string =>
  typed !== undefined && FreeText.safeParse(typed).success ? typed : "";

/** The same of a day: whatever else was typed there may be anything. */
export const repeatableDay = (typed: string | undefined): string =>
  typed !== undefined && /^\d{4}-\d\d-\d\d$/.test(typed) ? typed : "";
