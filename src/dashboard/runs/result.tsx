import type { PaceView, RunView } from "../../contracts/runs.js";
import { Chart } from "../parts/chart.js";
import { Figure } from "../parts/figure.js";
import { timeText } from "../parts/time.js";
import { reason } from "../../model/reasons.js";
import { lengthOfTime, number } from "../words.js";
import { StepButtons } from "./step-buttons.js";
import { PARKED_STEPS, stepsFor } from "./steps.js";
import type { RunViewing } from "./viewing.js";

/** Fewer points are no curve. */
const LEAST_POINTS = 3;

/** What the run has done so far, over time. */
export const ResultPart = ({ run, pace, zone }: { run: RunView; pace: PaceView } & RunViewing) => {
  const { progress } = run;
  const [first] = pace.points;
  const last = pace.points.at(-1);
  const form =
    pace.bucketSeconds >= 43_200 ? "date" : pace.bucketSeconds >= 3_600 ? "dateClock" : "clockSecond";
  const text = (at: string) => timeText(at, zone, form);
  return (
    <section id="result" class="card" aria-labelledby="result-title">
      <header>
        <h2 id="result-title">{run.finishedAt === null ? "So far" : "Result"}</h2>
        <p>
          <a href={`/audit/entries?run=${run.run}`}>Audit entries of this run</a>
        </p>
      </header>
      <dl class="figures">
        <Figure name="blanked and read back" n={progress.scrubbed} />
        {progress.inPart > 0 ? (
          <Figure name="blanked but for fields that stay" n={progress.inPart} tone="soon" />
        ) : null}
        <Figure name="blank already" n={progress.alreadyBlank} />
        <Figure name="left alone" n={progress.excluded} />
        <Figure name="not at TalkJS" n={progress.notFound} />
        <Figure name="failed" n={progress.failed} tone={progress.failed > 0 ? "bad" : undefined} />
      </dl>
      {first && last && pace.points.length >= LEAST_POINTS ? (
        <Chart
          label={`Users dealt with over time, ${lengthOfTime(pace.bucketSeconds)} at a time`}
          series={[{ name: `Users dealt with in ${lengthOfTime(pace.bucketSeconds)}`, tone: "series-1" }]}
          points={pace.points.map(({ at, users }) => ({ at: text(at), values: [users] }))}
          ends={[text(first.at), text(last.at)]}
          over="From"
          id="pace-table"
        />
      ) : null}
    </section>
  );
};

/** Users for whom it failed for good, and what can be done about them. */
export const ParkedPart = ({ run, visitor }: { run: RunView } & RunViewing) => {
  const codes = Object.entries(run.parked).sort(([, a], [, b]) => b - a);
  const steps = stepsFor(PARKED_STEPS, run, visitor);
  return (
    <section id="parked" class="card" aria-labelledby="parked-title">
      <header>
        <h2 id="parked-title">Failed and parked</h2>
      </header>
      {codes.length === 0 ? (
        <p class="quiet">Nobody waits for a second attempt.</p>
      ) : (
        <>
          <ul class="plain-list">
            {codes.map(([code, users]) => (
              <li>
                <span>
                  {reason(code)} <small>{code}</small>
                </span>
                <span class="end numbers">{number(users)}</span>
              </li>
            ))}
          </ul>
          <p class="quiet">
            Their encrypted IDs are kept so that they can be tried again. Whoever is forgotten can’t be tried
            again; the audit log keeps saying that it failed.
          </p>
          {run.state === "applying" ? (
            <p class="quiet">They can be tried again when the run has ended.</p>
          ) : null}
          <StepButtons steps={steps} run={run} visitor={visitor} />
        </>
      )}
    </section>
  );
};
