import type { Word } from "./word.js";

/** Who takes a step: the service by itself, a person, or either of them. */
export type Who = "service" | "person" | "either";

/**
 * What a state waits for. `soon`: it goes on by itself, as fast as work is done. `later`: by itself too, when a time has
 * come or something else has ended. `person`: somebody has to decide. `over`: nothing is left to do.
 */
export type Waits = "soon" | "later" | "person" | "over";

/** One state. A step leads to one of the states under its name, each with what makes it so. */
export interface LifecycleRow<State extends string> extends Word {
  waits: Waits;
  next: Readonly<Record<string, Readonly<Partial<Record<State, string>>>>>;
}

type Lifecycle<State extends string = string> = Readonly<Record<State, LifecycleRow<string>>>;

export type StateOf<Table> = keyof Table & string;

/** The names of all steps of a lifecycle. */
export type StepOf<Table extends Lifecycle> = {
  [State in keyof Table]: keyof Table[State]["next"] & string;
}[keyof Table];

/** Where a step leads, from whichever state. */
export type TargetOf<Table extends Lifecycle, Step extends string> = Step extends string
  ? {
      [State in keyof Table]: Table[State]["next"] extends Readonly<Record<Step, infer Targets>>
        ? keyof Targets & string
        : never;
    }[keyof Table]
  : never;

export const statesOf = <State extends string>(lifecycle: Lifecycle<State>): State[] =>
  Object.keys(lifecycle) as State[];

/** States of which a column says so. */
export const statesWhere = <Row, State extends string>(
  lifecycle: Readonly<Record<State, Row>>,
  isSo: (row: Row, state: State) => boolean,
): State[] => (Object.keys(lifecycle) as State[]).filter((state) => isSo(lifecycle[state], state));

export const statesThatWait = <State extends string>(
  lifecycle: Lifecycle<State>,
  ...waits: Waits[]
): State[] => statesWhere(lifecycle, (row) => waits.includes(row.waits));

/** States from which a step can be taken, be it to any state or to this one. */
export const statesBefore = <Table extends Lifecycle, Step extends StepOf<Table>>(
  lifecycle: Table,
  step: Step,
  to?: TargetOf<Table, Step>,
): StateOf<Table>[] =>
  statesWhere<LifecycleRow<string>, string>(lifecycle, ({ next }) =>
    to === undefined ? Object.hasOwn(next, step) : Object.hasOwn(next[step] ?? {}, to),
  );

/** Whether some step leads from one state to the other. */
export const leadsTo = <State extends string>(lifecycle: Lifecycle<State>, from: State, to: State): boolean =>
  Object.values(lifecycle[from].next).some((targets) => Object.hasOwn(targets, to));

/** The words of all states. */
export const wordOf = <State extends string>(lifecycle: Lifecycle<State>, state: State): Word =>
  lifecycle[state];

/** A lifecycle as a table in Markdown: a row for each way from one state to another. */
export function lifecycleTable<Table extends Lifecycle>(
  lifecycle: Table,
  steps: Record<StepOf<Table>, Who>,
): string {
  const ways = statesOf(lifecycle).flatMap((from) =>
    Object.entries(lifecycle[from]?.next ?? {}).flatMap(([step, targets]) =>
      Object.entries(targets).map(([to, when = ""]) => [from, step, byWhom(steps, step), when, to]),
    ),
  );
  const ends = statesThatWait(lifecycle, "over").map((state) => `\`${state}\``);
  return [
    ...aligned([["from", "step", "by", "when", "to"], ...ways]),
    "",
    `Over in: ${ends.join(", ")}.`,
  ].join("\n");
}

const byWhom = (steps: Readonly<Record<string, Who>>, step: string): string =>
  steps[step] === "either" ? "service or person" : (steps[step] ?? "");

/** @param rows the first is the head. */
function aligned(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const [head = [], ...body] = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)];
}
