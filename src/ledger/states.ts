/** `sweep` pages through users by a policy; `erasure` is on demand, for named users, in the urgent lane. */
export type RunKind = "sweep" | "erasure";

/**
 * A run's life:
 *
 * ```
 * planning ──▶ planned ──▶ applying ──▶ done
 *   │ │ │         │          │   ▲
 *   │ │ └─────────┼─ auto ───┼──▶│
 *   │ │           │          ▼   │ resume
 *   │ ├──▶ refused│        stopped           the error rate or the API's refusal braked it
 *   │ └──▶ plan_failed ─▶ planning (resume)
 *   └─────────────┴──────────┴──▶ cancelling ──▶ cancelled
 * ```
 *
 * `refused`: the plan breaks a limit of its policy. `cancelling`: batches whose edit had begun are finished, so
 * that no change is left without its audit entry; where none can have begun (`planned`, `plan_failed`) it is passed over. `done` may leave parked users; retrying them goes back to
 * `applying`. Only `Runs` writes the state, and each step names the states it may come from.
 */
export type RunState =
  | "planning"
  | "planned"
  | "refused"
  | "plan_failed"
  | "applying"
  | "stopped"
  | "cancelling"
  | "cancelled"
  | "done";

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
