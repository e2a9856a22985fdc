import type { OverviewView, RunItem } from "../../contracts/overview.js";
import { Empty } from "../parts/empty.js";
import { Progress } from "../parts/progress.js";
import { State } from "../parts/state.js";
import { Ago } from "../parts/time.js";
import { RUN_KIND } from "../../model/kinds.js";
import { reason } from "../../model/reasons.js";
import { RUN_LIFECYCLE } from "../../model/run-lifecycle.js";
import { plural } from "../words.js";
import type { Viewing } from "./viewing.js";

/** What is at work, what waits for approval, and what has stopped. */
export const RunsPart = ({ runs, now }: Pick<OverviewView, "runs"> & Viewing) => {
  const { active, planned, stopped } = runs;
  const all = [...stopped, ...planned, ...active];
  return (
    <section id="runs" class="card" aria-labelledby="runs-title">
      <header>
        <h2 id="runs-title">Runs</h2>
        <p>
          <a href="/runs">All runs</a>
        </p>
      </header>
      {all.length === 0 ? (
        <Empty title="Nothing is running.">
          <p>Requests and schedules begin runs by themselves.</p>
        </Empty>
      ) : (
        <ul class="plain-list">
          {all.map((run) => (
            <RunLine run={run} now={now} />
          ))}
        </ul>
      )}
    </section>
  );
};

const RunLine = ({ run, now }: { run: RunItem; now: Date }) => (
  <li>
    <span>
      <a href={`/runs/${run.run}`}>Run {run.run}</a>{" "}
      <small>
        {RUN_KIND[run.kind]}, <Ago at={run.createdAt} now={now} />
      </small>
    </span>
    <span class="end">
      <State word={RUN_LIFECYCLE[run.state]} />
    </span>
    {run.state === "planning" ? (
      <small>{plural(run.scanned, "user")} checked</small>
    ) : run.state === "planned" ? (
      <small>{plural(run.toScrub, "user")} to scrub</small>
    ) : (
      <Progress done={run.handled} total={run.total} label={`Users of run ${run.run} that are dealt with`} />
    )}
    {run.code === null ? null : <small>{reason(run.code)}</small>}
  </li>
);
