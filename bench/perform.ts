import type { Benchmark, BenchmarkOptions, Findings } from "./benchmark.js";
import { Site } from "./site.js";

/** What came out of a benchmark; `failure` says why nothing did. */
export interface Result extends Findings {
  name: string;
  about: string;
  seconds: number;
  failure?: string;
}

/** Runs one benchmark within its time, and ends whatever it started. Never rejects. */
export async function perform(
  { name, about, minutes, run }: Benchmark,
  options: Omit<BenchmarkOptions, "site">,
  interrupted: AbortSignal,
): Promise<Result> {
  const began = performance.now();
  const over = new AbortController();
  const timer = setTimeout(
    () => over.abort(new Error(`not done after ${minutes} minutes`)),
    minutes * 60_000,
  );
  const signal = AbortSignal.any([interrupted, over.signal]);
  const site = new Site(signal);
  const result = (findings: Findings) => ({
    name,
    about,
    seconds: (performance.now() - began) / 1_000,
    ...findings,
  });
  try {
    return result(await Promise.race([run({ ...options, site }), rejection(signal)]));
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { ...result({ figures: [], notes: [] }), failure };
  } finally {
    clearTimeout(timer);
    await site.close();
  }
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
  });
}
