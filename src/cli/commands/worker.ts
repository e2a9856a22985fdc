import { once } from "node:events";
import type { Command } from "commander";
import { healthRoutes } from "../../server/health.js";
import { listen } from "../../server/http.js";
import { VERSION } from "../../version.js";
import { withWorkshop, type CommonOptions } from "../command.js";
import { listening } from "../listening.js";
import type { Output } from "../output.js";
import { openMetrics } from "../../wiring/metrics.js";
import { isReady } from "../../wiring/readiness.js";
import type { Workshop } from "../../wiring/workshop.js";

export function registerWorker(program: Command): void {
  program
    .command("worker")
    .summary("work on whatever the ledger and Redis hold, until stopped")
    .description(
      "Takes part in all runs of the app until SIGTERM. With DATABASE_URL and REDIS_URL there can be many, on many " +
        "machines; they share one quota. With PORT it serves /healthz, /readyz and /metrics.",
    )
    .action(async (options: CommonOptions) => {
      await withWorkshop({ name: "worker", options, logLevel: "info" }, async (workshop, out, signal) => {
        const { config, appId } = workshop.options;
        if (config.port !== undefined) await openHealth(workshop, config.port, out, signal);
        workshop.startWorkers();
        out.say(`Scrubjay ${VERSION} works on app ${appId}. Stop it with SIGTERM or Ctrl-C.`);
        if (!signal.aborted) await once(signal, "abort");
        out.say("Stopping: running jobs finish or go back to their queue.");
      });
    });
}

async function openHealth(workshop: Workshop, port: number, out: Output, signal: AbortSignal): Promise<void> {
  const { host } = workshop.options.config;
  const routes = healthRoutes({
    registry: openMetrics(workshop),
    ready: async () => !signal.aborted && (await isReady(workshop)),
  });
  const health = await listening(listen(routes, { host, port }), "Choose another PORT or HOST.");
  workshop.releasers.add(() => health.close(0));
  out.say(`Health and metrics at ${health.url}`);
}
