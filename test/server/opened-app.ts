import { loadConfig } from "../../src/config/config.js";
import { TelemetryBus } from "../../src/telemetry/telemetry.js";
import { Cleanup } from "../../src/base/cleanup.js";
import type { OpenedApp } from "../../src/service/opened-app.js";
import type { App } from "../support/ledger.js";

/** What the API reads an app through, without a process around it. `settings`: as in the environment. */
export const openedAppOf = (app: App, settings: Record<string, string> = {}): OpenedApp => ({
  ...app,
  options: {
    config: loadConfig(settings),
    appId: app.appId,
    command: "test",
    say: () => undefined,
  },
  telemetry: new TelemetryBus(),
  clock: () => new Date(),
  cleanup: new Cleanup(),
});
