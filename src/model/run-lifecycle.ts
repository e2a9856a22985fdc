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

interface RunRow<State extends string> extends LifecycleRow<State> {
  /** How far it has come: its plan is being made, is there, or is (or was) applied. */
  phase: "planning" | "planned" | "applied";
  /** Which of its batches are worked on: those whose edit may have been sent only, or all. */
  batches: "none" | "begun" | "all";
  /** It was refused or given up, or is about to be. */
  isVain: boolean;
}

const runLifecycle = <const Table extends Readonly<Record<string, RunRow<StateOf<Table>>>>>(
  table: Table,
): Table => table;

const CANCEL_AT_WORK = { cancelling: "it is cancelled" } as const;
const CANCEL = { cancelled: "it is cancelled" } as const;

/**
 * A run's lifecycle. Only `Runs` writes the state. `cancelling` exists so that no change is left without its audit entry.
 */
export const RUN_LIFECYCLE = runLifecycle({
  planning: {
    next: {
      plan: {
        planned: "the plan is complete",
        applying: "the plan is complete, and approves itself",
        refused: "the plan breaks a limit of its policy",
        plan_failed: "the users can't be read",
      },
      pause: { plan_failed: "it is to wait" },
      cancel: CANCEL_AT_WORK,
    },
    waits: "soon",
    phase: "planning",
    batches: "none",
    isVain: false,
    text: "Planning",
    tone: "busy",
  },
  planned: {
    next: {
      approve: { applying: "the plan is approved" },
      expire: { cancelled: "the plan is too old" },
      cancel: CANCEL,
    },
    waits: "person",
    phase: "planned",
    batches: "none",
    isVain: false,
    text: "Waits for approval",
    tone: "soon",
  },
  refused: {
    next: {},
    waits: "over",
    phase: "planned",
    batches: "none",
    isVain: true,
    text: "Refused by a limit",
    tone: "bad",
  },
  plan_failed: {
    next: { resume: { planning: "the users can be read again" }, cancel: CANCEL },
    waits: "person",
    phase: "planning",
    batches: "none",
    isVain: false,
    text: "Planning failed",
    tone: "bad",
  },
  applying: {
    next: {
      finish: { done: "everybody is handled, some maybe parked" },
      stop: { stopped: "too many fail, or the API refuses us" },
      pause: { stopped: "it is to wait" },
      cancel: CANCEL_AT_WORK,
    },
    waits: "soon",
    phase: "applied",
    batches: "all",
    isVain: false,
    text: "Applying",
    tone: "busy",
  },
  stopped: {
    next: {
      resume: { applying: "the cause is gone" },
      retry: { applying: "the parked are tried again" },
      cancel: CANCEL_AT_WORK,
    },
    waits: "person",
    phase: "applied",
    batches: "none",
    isVain: false,
    text: "Stopped",
    tone: "bad",
  },
  cancelling: {
    next: { finish: { cancelled: "batches whose edit had begun are finished" } },
    waits: "soon",
    phase: "applied",
    batches: "begun",
    isVain: true,
    text: "Being cancelled",
    tone: "quiet",
  },
  cancelled: {
    next: {},
    waits: "over",
    phase: "applied",
    batches: "none",
    isVain: true,
    text: "Cancelled",
    tone: "quiet",
  },
  done: {
    next: {
      retry: { applying: "the parked are tried again" },
      dismiss: { done: "the parked are forgotten" },
    },
    waits: "over",
    phase: "applied",
    batches: "none",
    isVain: false,
    text: "Done",
    tone: "good",
  },
});

export type RunState = StateOf<typeof RUN_LIFECYCLE>;
export type RunStep = StepOf<typeof RUN_LIFECYCLE>;
/** Where a step of a run may lead. */
export type RunTarget<Step extends RunStep> = TargetOf<typeof RUN_LIFECYCLE, Step>;

export const RUN_STEPS: Record<RunStep, Who> = {
  plan: "service",
  approve: "person",
  expire: "service",
  finish: "service",
  stop: "service",
  pause: "person",
  resume: "person",
  // What was asked for by a request is retried and dismissed with it.
  retry: "person",
  dismiss: "either",
  cancel: "either",
};

export const RUN_STATES: readonly RunState[] = statesOf(RUN_LIFECYCLE);

/** Those in which people are edited. */
export const WORKED_RUN_STATES: readonly RunState[] = statesWhere(
  RUN_LIFECYCLE,
  ({ batches }) => batches !== "none",
);

/** In these background work goes on. */
export const ACTIVE_RUN_STATES: readonly RunState[] = statesThatWait(RUN_LIFECYCLE, "soon");

/** In these nothing more happens by itself or by a person's decision, unless what is parked is tried again. */
export const ENDED_RUN_STATES: readonly RunState[] = statesThatWait(RUN_LIFECYCLE, "over");

/** In these a person has to decide. */
export const UNDECIDED_RUN_STATES: readonly RunState[] = statesThatWait(RUN_LIFECYCLE, "person");

/** From these it is taken up again. */
export const RESUMABLE_RUN_STATES: readonly RunState[] = statesBefore(RUN_LIFECYCLE, "resume");

/** In these its parked users can be tried again. */
export const RETRYABLE_RUN_STATES: readonly RunState[] = statesBefore(RUN_LIFECYCLE, "retry");

/** Whether a step can be taken in a state. */
export const runAllows = (state: RunState, step: RunStep): boolean =>
  Object.hasOwn(RUN_LIFECYCLE[state].next, step);
