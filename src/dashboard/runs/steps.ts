import { runAllows } from "../../model/run-lifecycle.js";
import * as RunSteps from "../../contracts/run-steps.js";
import type { RunView } from "../../contracts/runs.js";
import type { Visitor } from "../env.js";
import { may } from "../may.js";
import type { PartAfter } from "../pages.js";
import { plural } from "../words.js";

type StepOperation = (typeof RunSteps)[keyof typeof RunSteps];

/** A step that a person takes with a run: a form of its page, and an operation of the API. */
export interface Step {
  /** The last part of the page's address. */
  name: Exclude<PartAfter<"/runs/:run">, "certificate">;
  operation: StepOperation;
  label: string;
  tone: "main" | "danger" | "plain";
  /** Asked before it is done, where it can't be taken back. */
  ask?: (run: RunView) => string;
  /** The same beside the button, for whoever isn't asked: browsers without scripts. */
  note?: string;
  /** Said afterwards. */
  done: string;
  isPossible: (run: RunView) => boolean;
}

const parkedOf = ({ parked }: RunView): number => Object.values(parked).reduce((sum, n) => sum + n, 0);

export const STEPS: readonly Step[] = [
  {
    name: "approve",
    operation: RunSteps.approve,
    label: "Approve",
    tone: "main",
    ask: ({ plan: { toScrub } }) =>
      `Blank the data of ${plural(toScrub, "user")} now? It can’t be brought back.`,
    done: "Approved. The run is being applied.",
    isPossible: ({ state }) => runAllows(state, "approve"),
  },
  {
    name: "refuse",
    operation: RunSteps.cancel,
    label: "Refuse",
    tone: "danger",
    ask: () => "Give this plan up? Nobody’s data is changed. It can’t be approved later.",
    note: "Refusing gives the plan up for good.",
    done: "Refused. Nobody’s data was changed.",
    isPossible: ({ state }) => runAllows(state, "cancel") && runAllows(state, "approve"),
  },
  {
    name: "resume",
    operation: RunSteps.resume,
    label: "Resume",
    tone: "main",
    done: "The run goes on.",
    isPossible: ({ state }) => runAllows(state, "resume"),
  },
  {
    name: "pause",
    operation: RunSteps.pause,
    label: "Pause",
    tone: "plain",
    done: "Paused. What was being edited is still finished and recorded.",
    isPossible: ({ state }) => runAllows(state, "pause"),
  },
  {
    name: "cancel",
    operation: RunSteps.cancel,
    label: "Cancel the run",
    tone: "danger",
    ask: () => "Give this run up? What was blanked stays blanked, and it can’t be resumed.",
    note: "Cancelling can’t be undone: what was blanked stays blanked, and the run can’t be resumed.",
    done: "Cancelled. What was begun is still finished and recorded.",
    isPossible: ({ state }) => runAllows(state, "cancel") && !runAllows(state, "approve"),
  },
];

/** What is done about users who are parked. */
export const PARKED_STEPS: readonly Step[] = [
  {
    name: "retry",
    operation: RunSteps.retry,
    label: "Try them again",
    tone: "main",
    done: "Back to work: each of them is read before an edit.",
    isPossible: (run) => runAllows(run.state, "retry") && parkedOf(run) > 0,
  },
  {
    name: "dismiss",
    operation: RunSteps.dismiss,
    label: "Forget them",
    tone: "danger",
    ask: (run) => `Forget ${plural(parkedOf(run), "parked user")}? They can’t be tried again then.`,
    done: "Forgotten. The audit log keeps saying that they failed.",
    isPossible: (run) => runAllows(run.state, "dismiss") && parkedOf(run) > 0,
  },
];

/** Steps that this visitor can take now. @param isOwnPlan whoever planned it isn't to approve it. */
export const stepsFor = (steps: readonly Step[], run: RunView, visitor: Visitor, isOwnPlan = false): Step[] =>
  steps.filter(
    (step) =>
      step.isPossible(run) &&
      may(visitor, `/runs/:run/${step.name}`) &&
      !(step.name === "approve" && isOwnPlan),
  );
