/**
 * The benchmarks: `npm run bench` for all, `npm run bench -- quota` for one, `--quick` for smaller sizes, and
 * `npm run --silent bench -- --json` for one JSON document on standard output. How each figure is to be read is said
 * at the head of its benchmark's file.
 *
 * Everything runs on this machine and on loopback. Absolute figures depend on the machine and on what else it is doing;
 * ratios are made of figures of one and the same run. Exit codes: 0 all targets kept, 1 one was missed or a benchmark
 * failed, 2 bad usage.
 */
import { parseArgs } from "node:util";
import { latency } from "./latency.js";
import { memory } from "./memory.js";
import { pages } from "./pages.js";
import { perform, type Result } from "./perform.js";
import { isMet } from "./figure.js";
import { machine, print, printJson } from "./print.js";
import { quota } from "./quota.js";
import { sealing } from "./sealing.js";
import { throughput } from "./throughput.js";
import { cost } from "./cost.js";

const BENCHMARKS = [quota, latency, throughput, sealing, memory, cost, pages];

function usage(): never {
  const names = BENCHMARKS.map(({ name, about }) => `  ${name.padEnd(12)}${about}`);
  process.stderr.write(["usage: npm run bench -- [--quick] [--json] [benchmark…]", ...names, ""].join("\n"));
  process.exit(2);
}

function chosen(): { names: string[]; quick: boolean; json: boolean } {
  try {
    const options = {
      quick: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (positionals.some((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name))) usage();
    return { names: positionals, ...values };
  } catch {
    usage();
  }
}

const { names, quick, json } = chosen();
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => interrupted.abort(new Error("interrupted")));
}

const results: Result[] = [];
for (const benchmark of BENCHMARKS) {
  if (names.length > 0 && !names.includes(benchmark.name)) continue;
  if (interrupted.signal.aborted) break;
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const result = await perform(benchmark, { quick, say }, interrupted.signal);
  results.push(result);
  if (!json) print(result);
}
if (json) printJson({ machine: machine(), quick, results });
const allKept = results.every(({ failure, figures }) => failure === undefined && figures.every(isMet));
process.exitCode = allKept && !interrupted.signal.aborted ? 0 : 1;
