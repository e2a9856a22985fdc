import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";

export interface HealthOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  registry: Registry;
  /** Whether Redis and the ledger answer. */
  ready: () => Promise<boolean>;
}

/** `/healthz` (the process lives), `/readyz` (its Redis and ledger answer) and `/metrics` (Prometheus). */
export async function serveHealth(
  options: HealthOptions,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: string, type = "text/plain; charset=utf-8") =>
      response.writeHead(status, { "content-type": type }).end(body);
    void respond(request.url ?? "", options).then(
      ({ status, body, type }) => answer(status, body, type),
      () => answer(503, "unavailable\n"),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  url: string,
  { registry, ready }: HealthOptions,
): Promise<{ status: number; body: string; type?: string }> {
  const [path = ""] = url.split("?");
  switch (path) {
    case "/healthz":
      return { status: 200, body: "ok\n" };
    case "/readyz":
      return (await ready()) ? { status: 200, body: "ready\n" } : { status: 503, body: "not ready\n" };
    case "/metrics":
      return { status: 200, body: await registry.metrics(), type: registry.contentType };
    default:
      return { status: 404, body: "not found; there are /healthz, /readyz and /metrics\n" };
  }
}
