import { Hono } from "hono";
import type { Registry } from "prom-client";
import { open } from "./route-traits.js";

export interface HealthOptions {
  registry: Registry;
  /** Whether this process takes work and what it needs answers. */
  ready: () => Promise<boolean>;
}

/** `/healthz` (the process lives), `/readyz` (it can work) and `/metrics` (Prometheus), without a token. */
export function healthRoutes({ registry, ready }: HealthOptions): Hono {
  const app = new Hono();
  app.get("/healthz", open, (c) => c.text("ok\n"));
  app.get("/readyz", open, async (c) =>
    (await ready().catch(() => false)) ? c.text("ready\n") : c.text("not ready\n", 503),
  );
  app.get("/metrics", open, async (c) =>
    c.body(await registry.metrics(), 200, { "Content-Type": registry.contentType }),
  );
  app.notFound((c) => c.text("not found; there are /healthz, /readyz and /metrics\n", 404));
  return app;
}
