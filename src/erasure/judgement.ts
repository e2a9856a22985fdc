import type { Erasure } from "../policy/erasure.js";

/** What is still to be done about a user, and what stays. */
export interface Judgement extends Pick<Erasure, "edit" | "customKeys"> {
  /** What can be blanked and isn't, known or not, as it is written down. */
  fields: string[];
  /** Fields that aren't known and can be cleared, by their names at TalkJS: those among `fields`. */
  clears: string[];
  /** Fields that aren't known and that nobody has tried to clear, by their names at TalkJS. */
  untried: string[];
  /** Fields that aren't known and stay, as they are written down. */
  stays: string[];
}

/** Whether nothing more can be done: what there is stays. */
export const isAtRest = ({ fields, untried }: Judgement): boolean =>
  fields.length === 0 && untried.length === 0;
