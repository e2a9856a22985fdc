import {
  statesBefore,
  statesOf,
  statesThatWait,
  statesWhere,
  type LifecycleRow,
  type StateOf,
  type StepOf,
  type TargetOf,
  type Who,
} from "./lifecycle.js";

/** The four of OpenDSR 2.0 (§ 8). What failed or is held is never completed, because nothing says that it was erased. */
export const OPENDSR_STATUSES = ["pending", "in_progress", "completed", "cancelled"] as const;
export type OpendsrStatus = (typeof OPENDSR_STATUSES)[number];

/** What OpenDSR has no word for. */
export const OPENDSR_OUTCOMES = [
  "erased",
  "not_found",
  "retained_in_part",
  "held",
  "failed",
  "cancelled",
] as const;
export type OpendsrOutcome = (typeof OPENDSR_OUTCOMES)[number];

export interface RequestRow<State extends string> extends LifecycleRow<State> {
  /** Other systems are sent the webhook `request.<state>`: it has ended, or a person is needed. */
  isTold: boolean;
  opendsr: readonly [OpendsrStatus, OpendsrOutcome | null];
  /** How it reads while it is still to come; null: it isn't shown ahead. */
  ahead: string | null;
  /** What has to happen first, where something outside of it has to. */
  waitsFor: string | null;
  /** What a person can do about one that is so, on the command line. */
  advice: string | null;
  /** The same, below a list that has such ones. */
  adviceForMany: string | null;
}

const requestLifecycle = <const Table extends Readonly<Record<string, RequestRow<StateOf<Table>>>>>(
  table: Table,
): Table => table;

const SHOW = "See how far it is: scrubjay request show <id>";
const NOTHING = { ahead: null, waitsFor: null, advice: null, adviceForMany: null } as const;
const CANCEL = { cancelled: "it is cancelled" } as const;

/**
 * A request's lifecycle. The first step of a row, and the first state under it, are the usual way. Only `Requests` writes the
 * state.
 */
export const REQUEST_LIFECYCLE = requestLifecycle({
  received: {
    next: {
      admit: {
        waiting: "the settings want a waiting period",
        resolving: "it names e-mail addresses",
        queued: "everybody it is about is known",
      },
      cancel: CANCEL,
    },
    waits: "soon",
    isTold: false,
    opendsr: ["pending", null],
    text: "Received",
    tone: "busy",
    ...NOTHING,
    advice: SHOW,
  },
  waiting: {
    next: {
      release: {
        resolving: "the waiting period is over, and it names e-mail addresses",
        queued: "the waiting period is over",
      },
      cancel: CANCEL,
    },
    waits: "later",
    isTold: false,
    opendsr: ["pending", null],
    text: "Waiting period",
    tone: "quiet",
    ...NOTHING,
    advice: "It can be cancelled until then: scrubjay request cancel <id>",
  },
  resolving: {
    next: {
      resolve: {
        queued: "everybody it is about is known",
        not_found: "nobody has that e-mail address",
        failed: "TalkJS can't be searched for the e-mail address",
      },
      cancel: CANCEL,
    },
    waits: "soon",
    isTold: false,
    opendsr: ["pending", null],
    text: "Looking for the person",
    tone: "busy",
    ...NOTHING,
    ahead: "Find who has the e-mail address",
    advice: SHOW,
  },
  queued: {
    next: {
      begin: {
        scrubbing: "its turn has come: a run begins",
        failed: "what the ledger keeps of it can't be read",
      },
      cancel: CANCEL,
    },
    waits: "soon",
    isTold: false,
    opendsr: ["pending", null],
    text: "Queued",
    tone: "busy",
    ...NOTHING,
    ahead: "Wait for its turn: the nearest deadline is first",
    advice: SHOW,
  },
  scrubbing: {
    next: {
      end: {
        verified: "everybody was read back blank",
        held: "someone is under a legal hold",
        partly_retained: "the policy leaves someone alone, or keeps something of people",
        not_found: "TalkJS knows none of the users",
        failed: "something could not be done",
      },
    },
    waits: "soon",
    isTold: false,
    opendsr: ["in_progress", null],
    text: "Being erased",
    tone: "busy",
    ...NOTHING,
    ahead: "Erase at TalkJS",
    advice: SHOW,
  },
  verified: {
    next: { record: { completed: "recorded and on the suppression list" } },
    waits: "soon",
    isTold: false,
    opendsr: ["in_progress", null],
    text: "Read back blank",
    tone: "busy",
    ...NOTHING,
    ahead: "Read everything back",
    advice: SHOW,
  },
  completed: {
    next: {},
    waits: "over",
    isTold: true,
    opendsr: ["completed", "erased"],
    text: "Completed",
    tone: "good",
    ...NOTHING,
    ahead: "Record it, and remember not to let the data come back",
  },
  held: {
    next: {
      resume: {
        queued: "the hold is lifted or over",
        resolving: "the hold is lifted or over, and e-mail addresses were not looked for yet",
      },
      cancel: CANCEL,
    },
    waits: "later",
    isTold: true,
    opendsr: ["in_progress", "held"],
    text: "Under legal hold",
    tone: "soon",
    ...NOTHING,
    waitsFor: "The legal hold is lifted or ends",
    advice:
      "NOT DONE: a legal hold stands. It goes on when the hold is over or lifted; see: scrubjay hold list",
    adviceForMany: "What is held goes on when its legal hold is lifted: scrubjay hold list",
  },
  partly_retained: {
    next: {},
    waits: "over",
    isTold: true,
    opendsr: ["completed", "retained_in_part"],
    text: "Partly retained",
    tone: "soon",
    ...NOTHING,
    advice:
      "The policy leaves somebody alone, or keeps something of them: tell the person what is kept, and why.",
  },
  not_found: {
    next: {},
    waits: "over",
    isTold: true,
    opendsr: ["completed", "not_found"],
    text: "Nobody found",
    tone: "good",
    ...NOTHING,
    advice: "TalkJS knows nobody of them, so there was nothing to erase.",
  },
  failed: {
    next: {
      retry: {
        resolving: "it is tried again, and e-mail addresses were not looked for yet",
        queued: "it is tried again",
      },
      cancel: CANCEL,
    },
    waits: "person",
    isTold: true,
    opendsr: ["in_progress", "failed"],
    text: "Failed",
    tone: "bad",
    ...NOTHING,
    waitsFor: "Somebody tries it again, or gives it up",
    advice: "NOT DONE. When the cause is gone: scrubjay request retry <id>",
    adviceForMany: "Try a failed one again with: scrubjay request retry <id>",
  },
  cancelled: {
    next: {},
    waits: "over",
    isTold: true,
    opendsr: ["cancelled", "cancelled"],
    text: "Cancelled",
    tone: "quiet",
    ...NOTHING,
  },
});

export type RequestState = StateOf<typeof REQUEST_LIFECYCLE>;
export type RequestStep = StepOf<typeof REQUEST_LIFECYCLE>;
/** Where a step of a request may lead. */
export type RequestTarget<Step extends RequestStep> = TargetOf<typeof REQUEST_LIFECYCLE, Step>;

export const REQUEST_STEPS: Record<RequestStep, Who> = {
  admit: "service",
  release: "service",
  resolve: "service",
  begin: "service",
  end: "service",
  record: "service",
  resume: "service",
  // The service itself takes up again what failed because TalkJS was away.
  retry: "either",
  cancel: "person",
};

export const REQUEST_STATES: readonly RequestState[] = statesOf(REQUEST_LIFECYCLE);

/** In these nothing more comes. */
export const FINAL_REQUEST_STATES: readonly RequestState[] = statesThatWait(REQUEST_LIFECYCLE, "over");

/** From these a request can be cancelled. */
export const CANCELLABLE_REQUEST_STATES: readonly RequestState[] = statesBefore(REQUEST_LIFECYCLE, "cancel");

/** From these it is tried again. */
export const RETRYABLE_REQUEST_STATES: readonly RequestState[] = statesBefore(REQUEST_LIFECYCLE, "retry");

/** In these it waits for a person. */
export const STUCK_REQUEST_STATES: readonly RequestState[] = statesThatWait(REQUEST_LIFECYCLE, "person");

/** In these it goes on by itself, and soon. */
export const MOVING_REQUEST_STATES: readonly RequestState[] = statesThatWait(REQUEST_LIFECYCLE, "soon");

/** In these it waits for its turn, unless it had begun before. */
export const UNBEGUN_REQUEST_STATES: readonly RequestState[] = statesWhere(
  REQUEST_LIFECYCLE,
  ({ waits, opendsr: [status] }) => waits === "soon" && status === "pending",
);
