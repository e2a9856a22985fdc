import { number } from "../words.js";

export interface Series {
  name: string;
  /** Its colour in the style sheet. */
  tone: "series-1" | "series-2" | "series-bad";
}

export interface ChartProps {
  /** What is drawn, in a sentence: whoever can't see it reads or hears this. */
  label: string;
  series: Series[];
  /** From left to right; `values` in the order of the series. `at` is what the table calls it. */
  points: { at: string; values: number[] }[];
  /** A line across the whole chart. */
  mark?: { name: string; value: number };
  /** What stands below the left and the right end. */
  ends: [string, string];
  /** The heading of the table's first column. */
  over: string;
  /** Of its table: keeps it open while the part around it is replaced. */
  id?: string;
}

const WIDTH = 1000;
const HEIGHT = 100;

/** Stacked bars over time, drawn here: a chart needs no script. The same numbers are a table below it. */
export const Chart = ({ label, series, points, mark, ends, over, id }: ChartProps) => {
  const highest = Math.max(1, mark?.value ?? 0, ...points.map(({ values }) => sum(values)));
  const top = niceAbove(highest);
  const y = (value: number) => HEIGHT - (value / top) * HEIGHT;
  const slot = WIDTH / Math.max(points.length, 1);
  const gap = Math.min(slot * 0.2, 3);
  return (
    <div>
      <figure class="chart">
        <div class="y" aria-hidden="true">
          <span>{number(top)}</span>
          <span>0</span>
        </div>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
          <line class="axis" x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} vector-effect="non-scaling-stroke" />
          {points.map(({ values }, i) =>
            series.map(({ tone }, s) => {
              const value = values[s] ?? 0;
              if (value <= 0) return null;
              const below = sum(values.slice(0, s));
              return (
                <rect
                  class={tone}
                  x={round(i * slot + gap / 2)}
                  width={round(slot - gap)}
                  y={round(y(below + value))}
                  height={round((value / top) * HEIGHT)}
                />
              );
            }),
          )}
          {mark ? (
            <line
              class="mark"
              x1="0"
              x2={WIDTH}
              y1={round(y(mark.value))}
              y2={round(y(mark.value))}
              vector-effect="non-scaling-stroke"
            />
          ) : null}
        </svg>
        <div class="x" aria-hidden="true">
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </div>
        <figcaption>
          {series.map(({ name, tone }) => (
            <span>
              <span class={`swatch ${tone}`} />
              {name}
            </span>
          ))}
          {mark ? (
            <span class="mark">
              <span class="swatch line-mark" />
              {mark.name}
            </span>
          ) : null}
        </figcaption>
      </figure>
      <details {...(id !== undefined && { id })}>
        <summary>The same as a table</summary>
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">{over}</th>
                {series.map(({ name }) => (
                  <th scope="col" class="n">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.map(({ at, values }) => (
                <tr>
                  <th scope="row">{at}</th>
                  {series.map((_, s) => (
                    <td class="n">{number(values[s] ?? 0)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </div>
  );
};

const sum = (values: number[]): number => values.reduce((all, value) => all + value, 0);
const round = (n: number): number => Math.round(n * 100) / 100;

/** 1, 2 or 5 times a power of ten: a number that reads easily. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}
