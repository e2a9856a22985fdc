import type { Config } from "../config/config.js";
import type { Need } from "../config/required-settings.js";
import type { Session } from "../service/opened-app.js";
import type { Workshop } from "../wiring/workshop.js";
import type { Invocation } from "./invocation.js";
import { createOutput, type CommonOptions, type Output } from "./io/output.js";
import { settingsOf } from "./input/settings.js";

export interface WithOptions {
  invocation: Invocation;
  name: string;
  options: CommonOptions;
  /** Options that win over settings. */
  adjust?: (config: Config) => Config;
}

/** What opens a session for a command. */
export const sessionOptions = ({ stderr }: Invocation, name: string, config: Config) => ({
  config,
  appId: config.appId ?? "",
  command: name,
  listener: stderr.listener(config.logLevel ?? stderr.defaultLevel),
  say: (line: string) => stderr.say(line),
});

/**
 * Runs a command on a ledger that it opens itself. What that takes is loaded here and not above, because commands that
 * are clients of a service have no use for it.
 */
async function withSession<T>(
  { invocation, name, options, adjust = (config) => config }: WithOptions,
  needs: Need[],
  use: (session: Session, out: Output) => Promise<T>,
): Promise<T> {
  const config = adjust(settingsOf(invocation, needs));
  const { openSession } = await import("../wiring/session.js");
  const session = await openSession(sessionOptions(invocation, name, config));
  try {
    return await use(session, createOutput(invocation, options));
  } finally {
    await session.releasers.release();
  }
}

/** Runs a command that is itself what works: with Redis, the quota, TalkJS and the queues. */
export async function withWorkshop<T>(
  command: WithOptions,
  use: (workshop: Workshop, out: Output, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withSession(command, ["app", "talkjs"], async (session, out) => {
    const { openWorkshop } = await import("../wiring/workshop.js");
    const workshop = await openWorkshop(session);
    return use(workshop, out, command.invocation.signal);
  });
}
