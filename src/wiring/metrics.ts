import type { Registry } from "prom-client";
import { Metrics } from "../telemetry/metrics.js";
import { openGauges } from "./gauges.js";
import type { Runtime } from "./runtime.js";

/** Counts what this process does from now on, for whoever asks it at /metrics; a command is asked by nobody. */
export function openMetrics({ telemetry, context }: Pick<Runtime, "telemetry" | "context">): Registry {
  const metrics = new Metrics();
  telemetry.subscribe(metrics.listener);
  openGauges(metrics.registry, context);
  return metrics.registry;
}
