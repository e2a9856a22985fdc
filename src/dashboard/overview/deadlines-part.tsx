import { regulationName } from "../../model/law.js";
import type { OverviewView } from "../../contracts/overview.js";
import { Chart } from "../parts/chart.js";
import { DaysLeft } from "../parts/days-left.js";
import { Empty } from "../parts/empty.js";
import { Figure } from "../parts/figure.js";
import { State } from "../parts/state.js";
import { Time, timeText } from "../parts/time.js";
import { REQUEST_LIFECYCLE } from "../../model/request-lifecycle.js";
import { shortId } from "../words.js";
import type { Viewing } from "./viewing.js";

const DUE_SHOWN = 6;

/** Open requests by the day on which the law wants an answer, the nearest by name. */
export const DeadlinesPart = ({ requests, zone }: Pick<OverviewView, "requests"> & Viewing) => {
  const { open, overdue, failed, held, due, byDay } = requests;
  return (
    <section id="deadlines" class="card" aria-labelledby="deadlines-title">
      <header>
        <h2 id="deadlines-title">Requests by deadline</h2>
        <p>
          <a href="/requests">All requests</a>
        </p>
      </header>
      <dl class="figures">
        <Figure name="open" n={open} />
        <Figure name="overdue" n={overdue} tone={overdue > 0 ? "bad" : undefined} />
        <Figure name="failed" n={failed} tone={failed > 0 ? "bad" : undefined} />
        <Figure name="under legal hold" n={held} />
      </dl>
      {open === 0 ? (
        <Empty title="No request is open.">
          <p>
            <a href="/requests/new">Ask for an erasure</a>
          </p>
        </Empty>
      ) : (
        <>
          <Chart
            label={`Open requests by the day of their deadline, the next ${byDay.length} days`}
            series={[{ name: "Requests due on that day", tone: "series-1" }]}
            points={byDay.map(({ day, count }) => ({ at: dayText(day), values: [count] }))}
            ends={["today", dayText(byDay.at(-1)?.day)]}
            over="Day (UTC)"
          />
          <ol class="deadlines">
            {due.slice(0, DUE_SHOWN).map(({ id, state, regulation, deadline, daysLeft }) => (
              <li>
                <DaysLeft days={daysLeft} />
                <span>
                  <a href={`/requests/${id}`}>{shortId(id)}</a>{" "}
                  <small>
                    {regulationName(regulation)}, due <Time at={deadline} zone={zone} />
                  </small>
                </span>
                <State word={REQUEST_LIFECYCLE[state]} />
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
};

const dayText = (day: string | undefined): string => (day === undefined ? "" : timeText(day, "UTC", "date"));
