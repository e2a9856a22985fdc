/** How a request came in; callbacks and answers speak its language. */
export type Protocol = "v1" | "opendsr2" | "opengdpr1";

/**
 * A request's life:
 *
 * | from                                | step                                              | to                |
 * |-------------------------------------|---------------------------------------------------|-------------------|
 * | (none)                              | handed in                                         | received, waiting |
 * | waiting                             | the waiting period is over                        | received          |
 * | received                            | it names e-mail addresses                         | resolving         |
 * | received, resolving                 | everybody it is about is known                    | queued            |
 * | queued                              | its turn has come: a run begins                   | scrubbing         |
 * | resolving, queued                   | nobody has that e-mail address                    | not_found         |
 * | scrubbing                           | everybody was read back blank                     | verified          |
 * | verified                            | recorded and on the suppression list              | completed         |
 * | scrubbing                           | someone is under a legal hold                     | held              |
 * | scrubbing                           | the policy leaves someone alone                   | partly_retained   |
 * | scrubbing                           | TalkJS knows none of the users                    | not_found         |
 * | scrubbing                           | something could not be done                       | failed            |
 * | resolving                           | TalkJS can't be searched for the e-mail address   | failed            |
 * | queued                              | what the ledger keeps of it can't be read         | failed            |
 * | held                                | the hold is lifted or over                        | queued            |
 * | failed                              | retry                                             | resolving, queued |
 * | received, waiting, resolving, queued, held, failed | cancel                             | cancelled         |
 *
 * `completed`, `partly_retained`, `not_found` and `cancelled` are final. Only `Requests` writes the state.
 */
export const REQUEST_STATES = [
  "received",
  "waiting",
  "resolving",
  "queued",
  "scrubbing",
  "verified",
  "completed",
  "held",
  "partly_retained",
  "not_found",
  "failed",
  "cancelled",
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

export const FINAL_STATES = [
  "completed",
  "partly_retained",
  "not_found",
  "cancelled",
] as const satisfies RequestState[];

/** States from which a request can be given up. */
export const CANCELLABLE_STATES = [
  "received",
  "waiting",
  "resolving",
  "queued",
  "held",
  "failed",
] as const satisfies RequestState[];

/** `open`: not begun, or to be begun again. `working`: a run has it. `settled`: it has ended for this person. */
export type SubjectState = "open" | "working" | "settled";

export type LookupState = "scanning" | "done" | "failed";
