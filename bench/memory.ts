import type { Benchmark, BenchmarkOptions, Findings } from "./benchmark.js";
import type { Figure } from "./figure.js";
import { LEDGER_NAMES, Rehearsal, type LedgerKind } from "./rehearsal.js";

interface Peak {
  processMiB: number;
  redisMiB: number;
}

/** A process may grow by this much from the small run to the large one and still be called flat. */
const FLAT = { atMost: 1.25 };

/**
 * Whether memory stays flat however many users there are, against an unlimited sandbox.
 *
 * - `process`: the peak resident memory (VmHWM) of the process that runs `run`. With PostgreSQL that is Scrubjay
 *   alone; with the embedded ledger a whole database lives in the same process, and its part grows with the data until
 *   its own caches are full.
 * - `Redis`: `used_memory_peak` of a Redis started for this run: an empty one holds about 1 MiB. Its jobs are references
 *   in a bounded window.
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
  for (const ledger of ["postgres", "embedded"] as const) {
    const peaks = {
      small: await peakOf(options, small, ledger),
      large: await peakOf(options, large, ledger),
    };
    const row = (what: string, of: keyof Peak, target?: Figure["target"]): Figure[] => {
      const name = `${LEDGER_NAMES[ledger]}: ${what}`;
      return [
        { name: `${name} at ${small.toLocaleString("en")}`, value: peaks.small[of], unit: "MiB" },
        { name: `${name} at ${large.toLocaleString("en")}`, value: peaks.large[of], unit: "MiB" },
        {
          name: `${name}, ratio`,
          value: peaks.large[of] / peaks.small[of],
          unit: "ratio",
          ...(target && { target }),
        },
      ];
    };
    figures.push(...row("process", "processMiB", ledger === "postgres" ? FLAT : undefined));
    figures.push(...row("Redis", "redisMiB", FLAT));
  }
  return { figures, notes: ["With the embedded ledger the database itself is part of the process."] };
}

async function peakOf({ site, say }: BenchmarkOptions, users: number, ledger: LedgerKind): Promise<Peak> {
  say(`memory: a run over ${users} users, ${LEDGER_NAMES[ledger]}`);
  const rehearsal = await Rehearsal.open(site, { users, ledger, limits: "unlimited" });
  const { usage } = await rehearsal.run();
  const redisMiB = await rehearsal.redisPeakMiB();
  await rehearsal.close();
  return { processMiB: usage.peakMiB, redisMiB };
}
