import type { RunView } from "../../contracts/runs.js";
import { handledOf } from "../../ledger/runs/batches.js";
import { Empty } from "../parts/empty.js";
import { PageHead } from "../parts/page-head.js";
import { Paging } from "../parts/paging.js";
import { Progress } from "../parts/progress.js";
import { State } from "../parts/state.js";
import { Table } from "../parts/table.js";
import { Time } from "../parts/time.js";
import { RUN_KIND } from "../../model/kinds.js";
import { reason } from "../../model/reasons.js";
import { RUN_LIFECYCLE } from "../../model/run-lifecycle.js";
import { number } from "../words.js";

interface ListProps {
  runs: RunView[];
  next: string | null;
  isActive: boolean;
  isLater: boolean;
  zone: string;
}

export const RunsPage = ({
  list,
  isActive,
  isLater,
  next,
}: Omit<ListProps, "runs" | "zone"> & { list: unknown }) => (
  <>
    <PageHead
      at="/runs"
      about="Each checks users by a policy, and blanks the data of those whom its plan names."
    />
    <nav class="tabs" aria-label="Which runs">
      <a href="/runs" {...(!isActive && { "aria-current": "page" as const })}>
        All
      </a>
      <a href="/runs?active=true" {...(isActive && { "aria-current": "page" as const })}>
        At work now
      </a>
    </nav>
    {list}
    <Paging at="/runs" isLater={isLater} next={next} />
  </>
);

/** The live part of the list. */
export const RunsPart = ({ runs, isActive, zone }: Pick<ListProps, "runs" | "isActive" | "zone">) => (
  <section id="runs" class="card" aria-label={isActive ? "Runs at work now" : "Runs, newest first"}>
    {runs.length === 0 ? <NoRuns isActive={isActive} /> : <RunsTable runs={runs} zone={zone} />}
  </section>
);

const NoRuns = ({ isActive }: { isActive: boolean }) =>
  isActive ? (
    <Empty title="No run is at work.">
      <p>
        Plans that wait, and runs that stopped, are among <a href="/runs">all runs</a>.
      </p>
    </Empty>
  ) : (
    <Empty title="There hasn’t been a run yet.">
      <p>
        <a href="/requests">Requests</a> and <a href="/schedules">schedules</a> begin runs by themselves; on
        the command line, <code>scrubjay plan</code> does.
      </p>
    </Empty>
  );

const RunsTable = ({ runs, zone }: Pick<ListProps, "runs" | "zone">) => (
  <Table
    rows={runs}
    columns={[
      { head: "Run", cell: ({ run }) => <a href={`/runs/${run}`}>Run {run}</a> },
      { head: "Kind", cell: ({ kind }) => RUN_KIND[kind] },
      {
        head: "State",
        cell: ({ state, code }) => (
          <span>
            <State word={RUN_LIFECYCLE[state]} />
            {code === null ? null : (
              <>
                <br />
                <small>{reason(code)}</small>
              </>
            )}
          </span>
        ),
      },
      { head: "Users", as: "wide", cell: (run) => <Users run={run} /> },
      { head: "Asked for by", cell: ({ createdBy }) => createdBy },
      { head: "Begun", cell: ({ createdAt }) => <Time at={createdAt} zone={zone} /> },
    ]}
  />
);

const Users = ({ run }: { run: RunView }) => {
  if (run.state === "planning") return <span>{number(run.plan.scanned)} checked</span>;
  if (run.approvedAt === null) return <span>{number(run.plan.toScrub)} to be blanked</span>;
  const handled = handledOf(run.progress);
  if (run.finishedAt !== null)
    return (
      <span>
        {number(handled)} of {number(run.plan.selected)} dealt with
      </span>
    );
  return (
    <Progress
      done={handled}
      total={run.plan.selected}
      label={`Users of run ${run.run} that are dealt with`}
    />
  );
};
