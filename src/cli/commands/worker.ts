import { once } from "node:events";
import type { Command } from "commander";
import { sql } from "drizzle-orm";
import { withWorkshop, type CommonOptions } from "../command.js";
import { serveHealth } from "../../server/health.js";
import { VERSION } from "../../version.js";

export function registerWorker(program: Command): void {
  program
    .command("worker")
    .summary("work on whatever the ledger and Redis hold, until stopped")
    .description(
      "Takes part in all runs of the app until SIGTERM. With DATABASE_URL and REDIS_URL there can be many, on many\n" +
        "machines; they share one quota. With PORT it serves /healthz, /readyz and /metrics.",
    )
    .action(async (options: CommonOptions) => {
      await withWorkshop({ name: "worker", options, logLevel: "info" }, async (workshop, out, signal) => {
        const { config } = workshop.options;
        workshop.startWorkers();
        if (config.port !== undefined) {
          const health = await serveHealth({
            host: config.host,
            port: config.port,
            registry: workshop.metrics.registry,
            ready: async () => {
              const answers = Promise.all([workshop.redis.ping(), workshop.ledger.db.execute(sql`select 1`)]);
              const late = new Promise<false>((resolve) => setTimeout(resolve, 2_000, false).unref());
              return Promise.race([answers.then(() => true), late]);
            },
          });
          workshop.releasers.add(health.close);
          out.say(`Health and metrics at ${health.url}`);
        }
        out.say(`Scrubjay ${VERSION} works on app ${workshop.options.appId}. Stop it with SIGTERM or Ctrl-C.`);
        if (!signal.aborted) await once(signal, "abort");
        out.say("Stopping: running jobs finish or go back to their queue.");
      });
    });
}
