import { once } from "node:events";
import type { Command } from "commander";
import { healthRoutes } from "../../server/http/health.js";
import { listen } from "../../server/http/http.js";
import { VERSION } from "../../version.js";
import { withRuntime } from "../command.js";
import type { CommonOptions } from "../io/output.js";
import type { Invocation } from "../invocation.js";
import { listening } from "../serve/listening.js";
import { openMetrics } from "../../wiring/metrics.js";
import { isReady } from "../../wiring/readiness.js";
import type { Runtime } from "../../wiring/runtime.js";

export function registerWorker(program: Command, invocation: Invocation): void {
  program
    .command("worker")
    .summary("work on whatever the ledger and Redis hold, until stopped")
    .description(
      "Takes part in all runs of the app until SIGTERM. With DATABASE_URL and REDIS_URL there can be many, on many " +
        "machines; they share one quota. With PORT it serves /healthz, /readyz and /metrics.",
    )
    .action(async (options: CommonOptions) => {
      await withRuntime({ invocation, name: "worker", options }, async (runtime, out, signal) => {
        const {
          options: { config, appId },
          telemetry,
        } = runtime;
        const health = config.port === undefined ? null : await openHealth(runtime, config.port, signal);
        runtime.startWorkers();
        out.result({ app: appId, version: VERSION, health }, [
          `Scrubjay ${VERSION} works on app ${appId}.`,
          ...(health === null ? [] : [`Health and metrics at ${health}`]),
        ]);
        telemetry.emit("service.started", { kind: "worker" });
        if (health !== null) telemetry.emit("service.listening", { port: Number(new URL(health).port) });
        if (!signal.aborted) await once(signal, "abort");
        telemetry.emit("service.stopping", { kind: "worker" });
      });
    });
}

/** @returns its address. */
async function openHealth(runtime: Runtime, port: number, signal: AbortSignal): Promise<string> {
  const { host } = runtime.options.config;
  const routes = healthRoutes({
    registry: openMetrics(runtime),
    ready: async () => !signal.aborted && (await isReady(runtime)),
  });
  const health = await listening(listen(routes, { host, port }), "Choose another PORT or HOST.");
  runtime.cleanup.add(() => health.close(0));
  return health.url;
}
