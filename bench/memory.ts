import type { Benchmark, BenchmarkOptions, Findings } from "./benchmark.js";
import type { Figure, Target } from "./figure.js";
import { LEDGER_NAMES, Rehearsal, type LedgerKind } from "./rehearsal.js";

/** A process may grow by this much from the small run to the large one and still be called flat. */
const FLAT: Target = { atMost: 1.25 };
/** Twice what lives in the heap at any one time. */
const HEAP_MIB = 112;

/** A way to run, at both sizes. */
interface Case {
  name: string;
  ledger: LedgerKind;
  heapMiB?: number;
  target?: Target;
}

const CASES: Case[] = [
  {
    name: `${LEDGER_NAMES.postgres}, heap of ${HEAP_MIB} MiB`,
    ledger: "postgres",
    heapMiB: HEAP_MIB,
    target: FLAT,
  },
  { name: LEDGER_NAMES.postgres, ledger: "postgres" },
  { name: LEDGER_NAMES.embedded, ledger: "embedded" },
];

interface Peak {
  processMiB: number;
  redisMiB: number;
}

/**
 * Whether memory stays flat however many users there are, against an unlimited sandbox.
 *
 * - `process`: the peak resident memory (VmHWM) of the process that runs `run`. Node.js lets garbage pile up as long as
 *   the machine has memory, more of it in a longer run. So what is needed is measured with a heap that is held to a
 *   size: whatever grew with the users would end that process. The same without a bound shows what it takes when it may.
 * - With PostgreSQL the process is Scrubjay alone. With the embedded ledger a whole database lives in it too; most of
 *   its peak is the first start, which makes the database.
 * - `Redis`: `used_memory_peak` of a Redis started for this run: an empty one holds about 1 MiB. Its jobs are references
 *   in a bounded window, which 20,000 users fill.
 * - The ratios are large run to small run.
 */
export const memory: Benchmark = {
  name: "memory",
  about: "peak memory of a run, small and large",
  minutes: 20,
  run: measure,
};

async function measure(options: BenchmarkOptions): Promise<Findings> {
  const [small, large] = options.quick ? [2_000, 20_000] : [10_000, 200_000];
  const figures: Figure[] = [];
  for (const each of CASES) {
    const peaks = [await peakOf(options, small, each), await peakOf(options, large, each)] as const;
    const rows = (what: string, of: keyof Peak, target?: Target): Figure[] => {
      const name = `${each.name}: ${what}`;
      const [before, after] = [peaks[0][of], peaks[1][of]];
      return [
        { name: `${name} at ${small.toLocaleString("en")}`, value: before, unit: "MiB" },
        { name: `${name} at ${large.toLocaleString("en")}`, value: after, unit: "MiB" },
        { name: `${name}, ratio`, value: after / before, unit: "ratio", ...(target && { target }) },
      ];
    };
    figures.push(...rows("process", "processMiB", each.target), ...rows("Redis", "redisMiB"));
  }
  return { figures, notes: ["With the embedded ledger the database itself is part of the process."] };
}

async function peakOf(
  { environment, say }: BenchmarkOptions,
  users: number,
  { name, ledger, heapMiB }: Case,
): Promise<Peak> {
  say(`memory: a run over ${users} users, ${name}`);
  const rehearsal = await Rehearsal.open(environment, { users, ledger, limits: "unlimited" });
  const { usage } = await rehearsal.run(heapMiB);
  const redisMiB = await rehearsal.redisPeakMiB();
  await rehearsal.close();
  return { processMiB: usage.peakMiB, redisMiB };
}
