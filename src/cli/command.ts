import { loadConfig, type Config } from "../config.js";
import type { Need } from "../required-settings.js";
import { createOutput, type Output } from "./output.js";
import type { Session } from "../wiring/session.js";
import type { Workshop } from "../wiring/workshop.js";

/** What every command takes. */
export interface CommonOptions {
  json?: boolean;
}

/** Aborts on the first SIGINT or SIGTERM; a second one ends the process at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(1);
    controller.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return controller.signal;
}

export interface WithOptions {
  name: string;
  options: CommonOptions;
  logLevel?: "info" | "warn";
  /** Options that win over settings. */
  adjust?: (config: Config) => Config;
}

/**
 * Runs a command on a ledger that it opens itself. What that takes is loaded here and not above, because commands that
 * are clients of a service have no use for it.
 */
async function withSession<T>(
  { name, options, logLevel = "warn", adjust = (config) => config }: WithOptions,
  needs: Need[],
  use: (session: Session, out: Output) => Promise<T>,
): Promise<T> {
  const out = createOutput(options.json ?? false);
  const config = adjust(loadConfig(process.env, needs));
  const { openSession } = await import("../wiring/session.js");
  const session = await openSession({
    config,
    appId: config.appId ?? "",
    command: name,
    logLevel,
    say: out.say,
  });
  try {
    return await use(session, out);
  } finally {
    await session.releasers.release();
  }
}

/** Runs a command that is itself what works: with Redis, the quota, TalkJS and the queues. */
export async function withWorkshop<T>(
  command: WithOptions,
  use: (workshop: Workshop, out: Output, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = interruption();
  return withSession(command, ["app", "talkjs"], async (session, out) => {
    const { openWorkshop } = await import("../wiring/workshop.js");
    const workshop = await openWorkshop(session);
    return use(workshop, out, signal);
  });
}
