import {
  statesBefore,
  statesOf,
  statesThatWait,
  type LifecycleRow,
  type StateOf,
  type StepOf,
  type Who,
} from "./lifecycle.js";

interface SlotRow<State extends string> extends LifecycleRow<State> {
  /** Other systems are sent the webhook `schedule.<state>`. */
  isTold: boolean;
}

const slotLifecycle = <const Table extends Readonly<Record<string, SlotRow<StateOf<Table>>>>>(
  table: Table,
): Table => table;

const ENDS = {
  done: "what it began is done",
  failed: "what it began failed or was given up, or left users who are parked",
  braked: "a limit refused it, or too many failed",
} as const;

/** The lifecycle of one time of a schedule. Only `ScheduleSlots` writes the state. */
export const SLOT_LIFECYCLE = slotLifecycle({
  due: {
    next: {
      begin: { running: "nothing else is running any more", failed: "it can't be begun" },
      supersede: { superseded: "a later time has come, or the schedule is removed" },
    },
    waits: "soon",
    isTold: false,
    text: "Waits for its turn",
    tone: "busy",
  },
  running: {
    next: { settle: { waiting: "a plan waits for approval", ...ENDS } },
    waits: "soon",
    isTold: false,
    text: "Running",
    tone: "busy",
  },
  waiting: {
    next: { settle: { running: "the plan is approved", ...ENDS } },
    waits: "person",
    isTold: true,
    text: "Waits for approval",
    tone: "soon",
  },
  done: { next: {}, waits: "over", isTold: true, text: "Done", tone: "good" },
  failed: { next: {}, waits: "over", isTold: true, text: "Failed", tone: "bad" },
  braked: { next: {}, waits: "over", isTold: true, text: "Stopped by a limit", tone: "bad" },
  superseded: { next: {}, waits: "over", isTold: false, text: "Passed over", tone: "quiet" },
});

export type SlotState = StateOf<typeof SLOT_LIFECYCLE>;

export const SLOT_STEPS: Record<StepOf<typeof SLOT_LIFECYCLE>, Who> = {
  begin: "service",
  supersede: "either",
  settle: "service",
};

export const SLOT_STATES: readonly SlotState[] = statesOf(SLOT_LIFECYCLE);
export const ENDED_SLOT_STATES: readonly SlotState[] = statesThatWait(SLOT_LIFECYCLE, "over");
/** In these it has begun and hasn't ended. */
export const UNDERWAY_SLOT_STATES: readonly SlotState[] = statesBefore(SLOT_LIFECYCLE, "settle");
