import type { Child } from "hono/jsx";

/** A column; the first one names its row. */
export interface Column<Row> {
  head: string;
  cell: (row: Row) => Child;
  /** What is in it: numbers, or what needs room. */
  as?: "n" | "wide";
}

interface TableProps<Row> {
  rows: Row[];
  /** What isn't one is left out: a column that only some may see is written behind a condition. */
  columns: (Column<Row> | false | undefined)[];
  caption?: string;
  /** Of the audit log: names, times and pseudonyms stay in one line. */
  isRecord?: boolean;
}

/** A table, and a list of cards where there is no room for one: there each cell says the name of its column. */
export function Table<Row>({ rows, columns, caption, isRecord }: TableProps<Row>) {
  const shown = columns.filter((column) => column !== undefined && column !== false);
  return (
    <table class={isRecord ? "cards record" : "cards"}>
      {caption === undefined ? null : <caption class="hidden">{caption}</caption>}
      <thead>
        <tr>
          {shown.map(({ head, as }) => (
            <th scope="col" class={as === "n" ? as : undefined}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {shown.map(({ head, cell, as }, i) =>
              i === 0 ? (
                <th scope="row">{cell(row)}</th>
              ) : (
                <td data-name={head} class={as}>
                  {cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
