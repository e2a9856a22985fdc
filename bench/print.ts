import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { isMet, rowOf } from "./figure.js";
import type { Result } from "./perform.js";

/** What the figures depend on. */
export interface Machine {
  cores: number;
  model: string;
  memoryGiB: number;
  node: string;
  platform: string;
  /** Processes that wanted a core in the last minute, the benchmark's own among them. */
  load: number;
}

export function machine(): Machine {
  return {
    cores: availableParallelism(),
    model: cpus()[0]?.model ?? "unknown",
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

/** A table for people. */
export function print({ name, about, seconds, failure, figures, notes }: Result): void {
  const { cores, node, load } = machine();
  const rows = figures.map(rowOf);
  const width = (column: 0 | 1) => Math.max(0, ...rows.map((row) => row[column].length));
  const lines = [
    "",
    `${name}: ${about}`,
    `(${cores} cores, load ${load}, Node ${node}; measured in ${Math.round(seconds)} s)`,
    ...rows.map(([label, value, verdict]) =>
      `  ${label.padEnd(width(0))}  ${value.padStart(width(1))}  ${verdict}`.trimEnd(),
    ),
    ...notes.map((note) => `  ${note}`),
    ...(failure === undefined ? [] : [`  FAILED: ${failure}`]),
    "",
  ];
  process.stdout.write(lines.join("\n"));
}

/** One document; each figure with whether it keeps its target. */
export function printJson(report: { machine: Machine; quick: boolean; results: Result[] }): void {
  const results = report.results.map((result) => ({
    ...result,
    figures: result.figures.map((figure) => ({ ...figure, ...(figure.target && { met: isMet(figure) }) })),
  }));
  process.stdout.write(`${JSON.stringify({ ...report, results }, null, 2)}\n`);
}
