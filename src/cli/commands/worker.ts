import { once } from "node:events";
import type { Command } from "commander";
import { sql } from "drizzle-orm";
import { serveHealth } from "../../server/health.js";
import { VERSION } from "../../version.js";
import { withWorkshop, type CommonOptions } from "../command.js";
import { listening } from "../listening.js";
import type { Output } from "../output.js";
import type { Workshop } from "../../wiring/workshop.js";

const READY_WITHIN_MS = 2_000;

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
        if (config.port !== undefined) await openHealth(workshop, config.port, out);
        workshop.startWorkers();
        out.say(`Scrubjay ${VERSION} works on app ${appId}. Stop it with SIGTERM or Ctrl-C.`);
        if (!signal.aborted) await once(signal, "abort");
        out.say("Stopping: running jobs finish or go back to their queue.");
      });
    });
}

async function openHealth(workshop: Workshop, port: number, out: Output): Promise<void> {
  const { host } = workshop.options.config;
  const { registry } = workshop.metrics;
  const server = serveHealth({ host, port, registry, ready: () => isReady(workshop) });
  const health = await listening(server, "Choose another PORT or HOST.");
  workshop.releasers.add(health.close);
  out.say(`Health and metrics at ${health.url}`);
}

/** Whether Redis and the ledger answer, and soon. */
async function isReady({ redis, ledger }: Workshop): Promise<boolean> {
  const answers = Promise.all([redis.ping(), ledger.db.execute(sql`select 1`)]).then(() => true);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, READY_WITHIN_MS, false);
  });
  return Promise.race([answers, late]).finally(() => clearTimeout(timer));
}
