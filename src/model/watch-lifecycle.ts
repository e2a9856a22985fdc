import {
  statesBefore,
  statesOf,
  statesThatWait,
  type LifecycleRow,
  type StateOf,
  type StepOf,
  type TargetOf,
  type Who,
} from "./lifecycle.js";

const watchLifecycle = <const Table extends Readonly<Record<string, LifecycleRow<StateOf<Table>>>>>(
  table: Table,
): Table => table;

const CANCEL = { cancelled: "it is cancelled" } as const;

/** The lifecycle of a watch or a replay. Only `Watches` writes the state. */
export const WATCH_LIFECYCLE = watchLifecycle({
  scanning: {
    next: {
      look: {
        scrubbing: "everybody was checked, some are scrubbed",
        done: "everybody was checked, nobody is scrubbed",
        failed: "the users can't be read",
      },
      cancel: CANCEL,
    },
    waits: "soon",
    text: "Checking users",
    tone: "busy",
  },
  scrubbing: {
    next: { settle: { done: "its runs have ended" }, cancel: CANCEL },
    waits: "later",
    text: "Erasing again",
    tone: "busy",
  },
  done: { next: {}, waits: "over", text: "Done", tone: "good" },
  failed: { next: {}, waits: "over", text: "Failed", tone: "bad" },
  cancelled: { next: {}, waits: "over", text: "Cancelled", tone: "quiet" },
});

export type WatchState = StateOf<typeof WATCH_LIFECYCLE>;
export type WatchStep = StepOf<typeof WATCH_LIFECYCLE>;
/** Where a step of a watch may lead. */
export type WatchTarget<Step extends WatchStep> = TargetOf<typeof WATCH_LIFECYCLE, Step>;

export const WATCH_STEPS: Record<WatchStep, Who> = {
  look: "service",
  settle: "service",
  cancel: "person",
};

/** Of a watch that ended, and couldn't tell of everybody whether they are blank. */
export const POLICY_UNREADABLE = "POLICY_UNREADABLE";

export const WATCH_STATES: readonly WatchState[] = statesOf(WATCH_LIFECYCLE);
export const ENDED_WATCH_STATES: readonly WatchState[] = statesThatWait(WATCH_LIFECYCLE, "over");
export const CANCELLABLE_WATCH_STATES: readonly WatchState[] = statesBefore(WATCH_LIFECYCLE, "cancel");
