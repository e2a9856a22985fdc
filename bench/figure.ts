/** `share` is printed in percent, `ratio` as a factor. */
export type Unit =
  | "users"
  | "users/s"
  | "entries/s"
  | "requests"
  | "requests/s"
  | "s"
  | "ms"
  | "ms per 1,000 users"
  | "µs per user"
  | "MiB"
  | "share"
  | "ratio";

/** What the figure must keep; inclusive. */
export type Target = { atLeast: number } | { atMost: number };

export interface Figure {
  name: string;
  value: number;
  unit: Unit;
  target?: Target;
}

export function isMet({ value, target }: Figure): boolean {
  if (target === undefined) return true;
  return "atLeast" in target ? value >= target.atLeast : value <= target.atMost;
}

/** The figure, its unit, and whether a target is kept: the columns of a row. */
export function rowOf(figure: Figure): [string, string, string] {
  const { name, value, unit, target } = figure;
  if (target === undefined) return [name, shown(value, unit), ""];
  const bound =
    "atLeast" in target ? `at least ${shown(target.atLeast, unit)}` : `at most ${shown(target.atMost, unit)}`;
  return [name, shown(value, unit), `${isMet(figure) ? "ok" : "MISSED"}: ${bound}`];
}

function shown(value: number, unit: Unit): string {
  if (unit === "share") return `${(value * 100).toFixed(1)} %`;
  if (unit === "ratio") return `${value.toFixed(2)} ×`;
  const digits = Number.isInteger(value) || value >= 1_000 ? 0 : value >= 100 ? 1 : 2;
  return `${value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`;
}
