import { RUN_LIFECYCLE } from "../../model/run-lifecycle.js";
import type { PaceView, RunView } from "../../contracts/runs.js";
import type { Problem } from "../../contracts/problem.js";
import type { Parts } from "../live.js";
import { CertificatePart } from "./certificate.js";
import { BoundsPart, PlanPart } from "./plan.js";
import { ParkedPart, ResultPart } from "./result.js";
import { HeadPart } from "./head.js";
import { StatusPart } from "./status.js";
import type { RunViewing } from "./viewing.js";

/** Whether people's data may have been changed by it. */
export const wasBegun = ({ state, approvedAt }: RunView): boolean =>
  RUN_LIFECYCLE[state].phase === "applied" && approvedAt !== null;

export interface Shown {
  run: RunView;
  /** Where the run was begun. */
  pace: PaceView | undefined;
  viewing: RunViewing;
  /** Why the last certificate couldn't be made. */
  problem?: Problem | undefined;
}

/** A run in its parts. All are always there, so that a page that is open follows the run through its states. */
export function partsOf({ run, pace, viewing, problem }: Shown): Parts {
  const isPlanning = run.state === "planning";
  return {
    head: <HeadPart run={run} {...viewing} />,
    standing: <StatusPart run={run} pace={pace} {...viewing} />,
    result: pace ? <ResultPart run={run} pace={pace} {...viewing} /> : <Nothing id="result" />,
    parked: pace ? <ParkedPart run={run} {...viewing} /> : <Nothing id="parked" />,
    plan: isPlanning ? <Nothing id="plan" /> : <PlanPart run={run} {...viewing} />,
    bounds: isPlanning ? <Nothing id="bounds" /> : <BoundsPart run={run} {...viewing} />,
    certificate:
      pace && run.progress.scrubbed + run.progress.alreadyBlank > 0 ? (
        <CertificatePart run={run} problem={problem} {...viewing} />
      ) : (
        <Nothing id="certificate" />
      ),
  };
}

/** Where a part will be. */
const Nothing = ({ id }: { id: string }) => <div id={id} hidden />;
