import { isFailure } from "../../base/errors.js";
import type { Hold } from "../../ledger/holds/holds.js";
import { identify, type IdentifyContext } from "./identify.js";

/** Whoever waits is told what is known by then; the rest is looked up by a job. */
const PATIENCE_MS = 20_000;

/**
 * Looks the people of holds up while somebody waits, as many at a time as the client takes.
 * @returns the holds afterwards, in order.
 * @throws {HOLD_NOT_FOUND} and what says that TalkJS doesn't let us in.
 */
export async function identifyAll(
  ids: readonly string[],
  context: IdentifyContext,
  signal: AbortSignal,
): Promise<Hold[]> {
  const { holds } = context;
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const ending = AbortSignal.any([signal, patience]);
  const asked = await Promise.all(ids.map((id) => holds.get(id)));
  await Promise.all(
    asked.map((hold) =>
      identify(hold, context, ending).catch((error: unknown) => {
        // It stays as it is, and somebody else asks again.
        if (!patience.aborted && !isFailure(error, "API_UNAVAILABLE", "API_INVALID_ANSWER")) throw error;
      }),
    ),
  );
  return Promise.all(ids.map((id) => holds.get(id)));
}
