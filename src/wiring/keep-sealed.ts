import type { Sealer } from "../sealing/sealer.js";
import { errorCode } from "../telemetry/error-code.js";
import type { Telemetry } from "../telemetry/telemetry.js";

/** How often a process looks whether there is something to seal; looking is one small query. */
const LOOK_MS = 2_000;
/** Whoever ends properly seals the rest, but doesn't wait for a database that is away. */
const LAST_MS = 5_000;

/**
 * Seals what is written, from now on; of all processes one does it at a time (Sealer). It doesn't go through Redis:
 * evidence must not wait for the queue.
 * @param also done after each look, such as publishing.
 * @returns seals the rest and ends it.
 */
export function keepSealed(
  sealer: Sealer,
  telemetry: Telemetry,
  also: () => Promise<void> = () => Promise.resolve(),
): () => Promise<void> {
  const controller = new AbortController();
  let running: Promise<void> | undefined;
  const seal = async (): Promise<void> => {
    try {
      await sealer.seal(controller.signal);
      await also();
    } catch (error) {
      // The next look makes up for it.
      telemetry.emit("log.failed", { code: errorCode(error) });
    }
  };
  const look = () => (running ??= seal().finally(() => (running = undefined)));
  void look();
  const timer = setInterval(() => void look(), LOOK_MS);
  return async () => {
    clearInterval(timer);
    await running;
    await within(LAST_MS, look());
    controller.abort();
  };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
