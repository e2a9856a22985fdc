import type { Benchmark, BenchmarkOptions, Findings } from "./benchmark.js";
import { BenchEnvironment } from "./environment.js";

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
  options: Omit<BenchmarkOptions, "environment">,
  interrupted: AbortSignal,
): Promise<Result> {
  const began = performance.now();
  const over = new AbortController();
  const timer = setTimeout(
    () => over.abort(new Error(`not done after ${minutes} minutes`)),
    minutes * 60_000,
  );
  const signal = AbortSignal.any([interrupted, over.signal]);
  const environment = new BenchEnvironment(signal);
  const result = (findings: Findings) => ({
    name,
    about,
    seconds: (performance.now() - began) / 1_000,
    ...findings,
  });
  const running = run({ ...options, environment });
  try {
    return result(await Promise.race([running, rejection(signal)]));
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { ...result({ figures: [], notes: [] }), failure };
  } finally {
    clearTimeout(timer);
    await cleanUp(environment, running, options.say);
  }
}

/** A benchmark that was cut short fails when its processes end, and may have started one more by then. */
async function cleanUp(
  environment: BenchEnvironment,
  running: Promise<unknown>,
  say: (line: string) => void,
): Promise<void> {
  const close = () =>
    environment.close().catch((error: unknown) => say(`not everything could be removed: ${String(error)}`));
  await close();
  await running.catch(() => undefined);
  await close();
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
  });
}
