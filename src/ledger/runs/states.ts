import type { Outcome } from "../../model/outcome.js";

export type BatchState =
  | "pending"
  /** An edit may have been sent: whoever takes it up reads first. */
  | "started"
  | "done";

export type RowState =
  /** Asked for by ID and not read yet. */
  | "listed"
  | "pending"
  | "done"
  /** Failed for good; waits for a person. */
  | "parked";

/** What the plan means to do with a user. */
export type Intent = "scrub" | Exclude<Outcome, "scrubbed">;

/** Custom keys that were blanked: their names, or keyed pseudonyms of them. */
export interface BlankedKeys {
  count: number;
  form: "pseudonym" | "name";
  keys: string[];
}
