import { publishDue, type PublishSettings } from "../sealing/publish.js";
import { issuerRecord } from "../sealing/issuer.js";
import type { Sealer } from "../sealing/sealer.js";
import type { LogContext } from "../sealing/log-context.js";
import { errorCode } from "../telemetry/error-code.js";
import { within } from "../base/within.js";
import { repeat } from "./repeat.js";

/** How often a process looks whether there is something to seal; looking is one small query. */
const POLL_MS = 2_000;
/** Whoever ends properly seals the rest, but doesn't wait for a database that is away. */
const LAST_MS = 5_000;

/**
 * Seals what is written and publishes checkpoints, from now on; of all processes one seals at a time (Sealer). It doesn't
 * go through Redis: evidence must not wait for the queue.
 * @returns seals the rest and ends it.
 */
export function startSealingLoop(
  sealer: Sealer,
  context: LogContext,
  settings: PublishSettings,
): () => Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const fail = (error: unknown) => context.telemetry.emit("log.failed", { code: errorCode(error) });
  let isNamed = false;
  const seal = async () => {
    if (!isNamed) await issuerRecord(context);
    isNamed = true;
    return sealer.seal(signal);
  };
  const sealing = repeat(seal, POLL_MS, fail);
  // Beside it: a command that somebody has put there may take a minute.
  const publishing = repeat(() => publishDue(context, settings, { signal }), POLL_MS, fail);
  return async () => {
    await within(LAST_MS, sealing.end().then(sealing.now), () => undefined);
    controller.abort();
    await publishing.end();
  };
}
