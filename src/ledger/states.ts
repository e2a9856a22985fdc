/**
 * `sweep` pages through users by a policy; `erasure` is on demand, for named users, in the urgent lane; `watch` scrubs
 * again whoever came back.
 */
export const RUN_KINDS = ["sweep", "erasure", "watch"] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/**
 * A run's life:
 *
 * | from                        | step                                      | to                                |
 * |-----------------------------|-------------------------------------------|-----------------------------------|
 * | planning                    | the plan is complete                      | planned; applying if it approves itself |
 * | planning                    | the plan breaks a limit of its policy     | refused                           |
 * | planning                    | the users can't be read, pause            | plan_failed                       |
 * | planned                     | a person approves                         | applying                          |
 * | applying                    | everybody is handled, some maybe parked   | done                              |
 * | applying                    | too many fail, the API refuses us, pause  | stopped                           |
 * | stopped, plan_failed        | resume                                    | applying, planning                |
 * | done, stopped               | retry the parked                          | applying                          |
 * | planned, plan_failed        | cancel; planned also by age               | cancelled                         |
 * | planning, applying, stopped | cancel                                    | cancelling                        |
 * | cancelling                  | batches whose edit had begun are finished | cancelled                         |
 *
 * `cancelling` exists so that no change is left without its audit entry. Only `Runs` writes the state, and each step
 * names the states it may come from.
 */
export const RUN_STATES = [
  "planning",
  "planned",
  "refused",
  "plan_failed",
  "applying",
  "stopped",
  "cancelling",
  "cancelled",
  "done",
] as const;
export type RunState = (typeof RUN_STATES)[number];

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
export type Intent = "scrub" | "already_blank" | "not_found" | "excluded" | "failed";

export type Outcome = "scrubbed" | "already_blank" | "not_found" | "excluded" | "failed";

/**
 * How an outcome was seen: in the page of the user list that was read again after the edit, in the answer for
 * this one user, or in the planning read (for users who were blank or excluded already).
 */
export type Verification = "list_page" | "user" | "plan";

/** Custom keys that were blanked: their names, or keyed pseudonyms of them. */
export interface BlankedKeys {
  count: number;
  form: "pseudonym" | "name";
  keys: string[];
}
