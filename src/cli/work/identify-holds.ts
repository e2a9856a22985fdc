import { setTimeout as sleep } from "node:timers/promises";
import { ScrubjayError } from "../../base/errors.js";
import { MOST_IDENTIFIED } from "../../contracts/holds.js";
import * as Holds from "../../contracts/holds.js";
import { plural } from "../../model/words.js";
import type { ApiClient } from "../api/client.js";
import { withApi } from "../api/with-api.js";
import type { WithOptions } from "../command.js";
import type { Output } from "../io/output.js";
import type { PlacedLine } from "../lines/hold-lines.js";

/** A hold stands meanwhile, and is looked up later too. */
const PATIENCE_MS = 60_000;
const AGAIN_MS = 1_000;

/**
 * Waits until TalkJS has said whether it knows the people of holds, and writes it into what was placed. Where it can't be
 * asked from here, that is said, and a service or a worker does it.
 * @throws {INTERRUPTED}
 */
export async function identifyHolds(command: WithOptions, out: Output, placed: PlacedLine[]): Promise<void> {
  if (asking(placed).length === 0) return;
  out.say(
    `${plural(placed.length, "hold stands", "holds stand")}. TalkJS is asked whether it knows the user IDs.`,
  );
  try {
    await withApi(command, "work", (api, _, signal) => identifyAll(api, placed, signal));
  } catch (error) {
    if (out.signal.aborted || !(error instanceof ScrubjayError)) throw error;
    out.say(`That can't be looked up from here (${error.code}); a service or a worker does it.`);
  }
}

async function identifyAll(api: ApiClient, placed: PlacedLine[], signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let open = asking(placed); open.length > 0 && performance.now() < deadline; open = asking(placed)) {
    for (let from = 0; from < open.length; from += MOST_IDENTIFIED) {
      const ids = open.slice(from, from + MOST_IDENTIFIED);
      const { holds } = await api.call(Holds.identify, { body: { ids } });
      const found = new Map(holds.map((hold) => [hold.id, hold]));
      for (const line of placed) if (line.hold) line.hold = found.get(line.hold.id) ?? line.hold;
    }
    if (asking(placed).length > 0) await sleep(AGAIN_MS, undefined, { signal });
  }
}

/** Holds about whose people TalkJS wasn't asked. */
const asking = (placed: PlacedLine[]): string[] => [
  ...new Set(placed.flatMap(({ hold }) => (hold?.identity === "asking" ? [hold.id] : []))),
];
