import { DateTime } from "luxon";
import type { PatternView } from "../../contracts/watches.js";
import { Bar } from "../parts/bar.js";
import { Chart } from "../parts/chart.js";
import { Empty } from "../parts/empty.js";
import { Figure } from "../parts/figure.js";
import { addressOf } from "../parts/paging.js";
import { fieldName, lengthOfTime, number, plural } from "../words.js";

/** How far back the pattern looks. */
export const SPANS = ["7", "30", "90", "365"] as const;
export type Span = (typeof SPANS)[number];

const HOUR_S = 3600;

interface PatternProps {
  pattern: PatternView;
  span: Span;
  now: Date;
}

/** What comebacks have in common, so that what brings the data back can be found. */
export const PatternPart = ({ pattern, span, now }: PatternProps) => (
  <section class="card" aria-labelledby="pattern">
    <header>
      <h2 id="pattern">What they have in common</h2>
      <p class="spans">
        {SPANS.map((days) =>
          days === span ? (
            <strong>{days} days</strong>
          ) : (
            <a href={addressOf("/comebacks", { days })}>
              {days} days<span class="hidden"> back</span>
            </a>
          ),
        )}
      </p>
    </header>
    {pattern.comebacks === 0 ? (
      <Empty title={`No data came back in the last ${span} days.`}>
        <p>As far as the watches saw: each of them is in the list below.</p>
      </Empty>
    ) : (
      <>
        <Figures {...pattern} />
        <div class="grid">
          <div class="half">
            <h3>By day</h3>
            <Days days={pattern.days} span={Number(span)} now={now} />
          </div>
          <div class="half">
            <h3>By hour of the day (UTC)</h3>
            <Hours hours={pattern.hours} />
          </div>
          <div>
            <h3>By field</h3>
            <FieldTable {...pattern} />
          </div>
        </div>
        <p class="hint">
          The times are those at which a watch found the data: more watches tell more. Whoever is still back
          counts once.
        </p>
      </>
    )}
  </section>
);

const Figures = ({ comebacks, people, emails, again, medianHours }: PatternView) => (
  <dl class="figures">
    <Figure name="comebacks" n={comebacks} />
    <Figure name="people" n={people} />
    {emails > 0 ? <Figure name="e-mail addresses" n={emails} /> : null}
    <Figure name="came back more than once" n={again} tone={again > 0 ? "soon" : undefined} />
    {medianHours === null ? null : (
      <div>
        <dt>from blank to found again, the median</dt>
        <dd>{lengthOfTime(medianHours * HOUR_S)}</dd>
      </div>
    )}
  </dl>
);

const Days = ({ days, span, now }: { days: PatternView["days"]; span: number; now: Date }) => {
  const today = DateTime.fromJSDate(now, { zone: "UTC" });
  const points = Array.from({ length: span }, (_, i) => {
    const day = today.minus({ days: span - 1 - i });
    return { at: day.toFormat("d LLL"), values: [days[day.toISODate() ?? ""] ?? 0] };
  });
  return (
    <Chart
      label={`Comebacks by day, the last ${span} days`}
      series={[{ name: "Comebacks on that day", tone: "series-1" }]}
      points={points}
      ends={[points[0]?.at ?? "", "today"]}
      over="Day (UTC)"
    />
  );
};

const Hours = ({ hours }: { hours: PatternView["hours"] }) => {
  const points = Array.from({ length: 24 }, (_, hour) => ({
    at: `${String(hour).padStart(2, "0")}:00`,
    values: [hours[hour] ?? 0],
  }));
  return (
    <Chart
      label="Comebacks by the hour of the day at which they were found, UTC"
      series={[{ name: "Comebacks in that hour", tone: "series-1" }]}
      points={points}
      ends={["00:00", "23:59"]}
      over="Hour (UTC)"
    />
  );
};

const FieldTable = ({ fields, comebacks }: PatternView) => (
  <table>
    <caption class="hidden">Comebacks by the field that held something</caption>
    <thead>
      <tr>
        <th scope="col">Field</th>
        <th scope="col" class="n">
          Comebacks
        </th>
        <th scope="col">
          <span class="hidden">Share of all comebacks</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {Object.entries(fields)
        .sort(([, one], [, other]) => other - one)
        .map(([field, n]) => (
          <tr>
            <th scope="row">{fieldName(field)}</th>
            <td class="n" title={`of ${plural(comebacks, "comeback")}`}>
              {number(n)}
            </td>
            <td>
              <Bar share={n / comebacks} />
            </td>
          </tr>
        ))}
    </tbody>
  </table>
);
