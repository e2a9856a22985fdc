import { Registry } from "prom-client";
import { Metrics } from "../src/telemetry/metrics.js";
import { openGauges } from "../src/wiring/gauges.js";
import { code, table } from "./markdown.js";

export function metricsPage(): string {
  const gauges = new Registry();
  // Only what they are called is asked for here; what they look at isn't opened.
  openGauges(gauges, {} as Parameters<typeof openGauges>[1]);
  return `# Metrics

\`/metrics\` of \`serve\`, and of \`worker\` with \`PORT\`, in the Prometheus format. No label ever holds a person. What deserves an alert
is in [On call](../on-call.md#health-metrics-and-logs). Made from the program.

## What one process has done

Sum these over all processes.

${rowsOf(new Metrics().registry)}

## What Redis and the ledger hold

The same from every process; left out while those can't be asked.

${rowsOf(gauges)}`;
}

function rowsOf(registry: Registry): string {
  const metrics = registry.getMetricsAsArray() as { name: string; help: string; labelNames?: string[] }[];
  return table(
    ["Metric", "Labels", "What it says"],
    metrics.map(({ name, help, labelNames = [] }) => [code(name), labelNames.map(code).join(", "), help]),
  );
}
