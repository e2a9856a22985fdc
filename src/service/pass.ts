import { isHopeless } from "../erasure/hopeless.js";
import type { Control, Pass } from "../queue/job.js";

/** One pass holds a worker this long; then the job steps aside, so that a killed process costs little. */
const PASS_MS = 3_000;

/**
 * Takes one step after the other for some seconds.
 * @param step answers whether there may be another one.
 * @param fail is told the code of a failure that no repetition changes, and ends the work.
 */
export async function pass(
  step: () => Promise<boolean>,
  { signal }: Control,
  fail: (code: string) => Promise<unknown>,
): Promise<Pass> {
  const deadline = performance.now() + PASS_MS;
  try {
    do {
      if (!(await step())) return "done";
    } while (performance.now() < deadline && !signal.aborted);
    return { againInMs: 0 };
  } catch (error) {
    if (!isHopeless(error)) throw error;
    await fail(error.code);
    return "done";
  }
}
