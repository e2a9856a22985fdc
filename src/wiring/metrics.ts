import type { Registry } from "prom-client";
import { Metrics } from "../telemetry/metrics.js";
import { openGauges } from "./gauges.js";
import type { Workshop } from "./workshop.js";

/** Counts what this process does from now on, for whoever asks it at /metrics; a command is asked by nobody. */
export function openMetrics({ telemetry, context }: Pick<Workshop, "telemetry" | "context">): Registry {
  const metrics = new Metrics();
  telemetry.subscribe(metrics.listener);
  openGauges(metrics.registry, context);
  return metrics.registry;
}
