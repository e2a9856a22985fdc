import { once } from "node:events";
import type { Command } from "commander";
import { healthRoutes } from "../../server/http/health.js";
import { listen } from "../../server/http/http.js";
import { VERSION } from "../../version.js";
import { withWorkshop } from "../command.js";
import type { CommonOptions } from "../io/output.js";
import type { Invocation } from "../invocation.js";
import { listening } from "../serve/listening.js";
import { openMetrics } from "../../wiring/metrics.js";
import { isReady } from "../../wiring/readiness.js";
import type { Workshop } from "../../wiring/workshop.js";

export function registerWorker(program: Command, invocation: Invocation): void {
  program
    .command("worker")
    .summary("work on whatever the ledger and Redis hold, until stopped")
    .description(
      "Takes part in all runs of the app until SIGTERM. With DATABASE_URL and REDIS_URL there can be many, on many " +
        "machines; they share one quota. With PORT it serves /healthz, /readyz and /metrics.",
    )
    .action(async (options: CommonOptions) => {
      await withWorkshop({ invocation, name: "worker", options }, async (workshop, out, signal) => {
        const {
          options: { config, appId },
          telemetry,
        } = workshop;
        const health = config.port === undefined ? null : await openHealth(workshop, config.port, signal);
        workshop.startWorkers();
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
async function openHealth(workshop: Workshop, port: number, signal: AbortSignal): Promise<string> {
  const { host } = workshop.options.config;
  const routes = healthRoutes({
    registry: openMetrics(workshop),
    ready: async () => !signal.aborted && (await isReady(workshop)),
  });
  const health = await listening(listen(routes, { host, port }), "Choose another PORT or HOST.");
  workshop.releasers.add(() => health.close(0));
  return health.url;
}
