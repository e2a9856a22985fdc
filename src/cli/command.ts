import type { Config } from "../config/config.js";
import type { Need } from "../config/required-settings.js";
import type { OpenedApp } from "../service/opened-app.js";
import type { Runtime } from "../wiring/runtime.js";
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

/** What opens an app for a command. */
export const openAppOptions = ({ stderr }: Invocation, name: string, config: Config) => ({
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
async function withApp<T>(
  { invocation, name, options, adjust = (config) => config }: WithOptions,
  needs: Need[],
  use: (app: OpenedApp, out: Output) => Promise<T>,
): Promise<T> {
  const config = adjust(settingsOf(invocation, needs));
  const { openApp } = await import("../wiring/open-app.js");
  const app = await openApp(openAppOptions(invocation, name, config));
  try {
    return await use(app, createOutput(invocation, options));
  } finally {
    await app.cleanup.run();
  }
}

/** Runs a command that is itself what works: with Redis, the quota, TalkJS and the queues. */
export async function withRuntime<T>(
  command: WithOptions,
  use: (runtime: Runtime, out: Output, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withApp(command, ["app", "talkjs"], async (app, out) => {
    const { openRuntime } = await import("../wiring/runtime.js");
    const runtime = await openRuntime(app);
    return use(runtime, out, command.invocation.signal);
  });
}
