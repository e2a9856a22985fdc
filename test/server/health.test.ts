import { Counter, Registry } from "prom-client";
import { expect, onTestFinished, test } from "vitest";
import { healthRoutes } from "../../src/server/http/health.js";
import { listen } from "../../src/server/http/http.js";

async function serve(ready: () => Promise<boolean>): Promise<string> {
  const registry = new Registry();
  new Counter({ name: "things_total", help: "Things.", registers: [registry] }).inc(3);
  const server = await listen(healthRoutes({ registry, ready }), { host: "127.0.0.1", port: 0 });
  onTestFinished(() => server.close(0));
  return server.url;
}

const get = async (url: string) => {
  const answer = await fetch(url);
  return { status: answer.status, type: answer.headers.get("content-type"), body: await answer.text() };
};

test("it says that it lives, even while what it needs is away", async () => {
  const url = await serve(() => Promise.reject(new Error("canary")));
  expect(await get(`${url}/healthz`)).toMatchObject({ status: 200 });
  const unready = await get(`${url}/readyz`);
  expect(unready.status).toBe(503);
  expect(unready.body).not.toContain("canary");
});

test("it is ready when what it needs answers", async () => {
  let ready = false;
  const url = await serve(async () => ready);
  expect(await get(`${url}/readyz`)).toMatchObject({ status: 503, body: "not ready\n" });
  ready = true;
  expect(await get(`${url}/readyz?verbose`)).toMatchObject({ status: 200, body: "ready\n" });
});

test("it serves the metrics for Prometheus", async () => {
  const url = await serve(async () => true);
  const { status, type, body } = await get(`${url}/metrics`);
  expect({ status, type }).toEqual({ status: 200, type: Registry.PROMETHEUS_CONTENT_TYPE });
  expect(body).toContain("things_total 3");
});

test("it knows no other page and repeats nothing of what was asked", async () => {
  const url = await serve(async () => true);
  const { status, body } = await get(`${url}/canary?canary`);
  expect(status).toBe(404);
  expect(body).not.toContain("canary");
});

test("a taken port is an error", async () => {
  const { port } = new URL(await serve(async () => true));
  const routes = healthRoutes({ registry: new Registry(), ready: async () => true });
  const again = listen(routes, { host: "127.0.0.1", port: Number(port) });
  await expect(again).rejects.toMatchObject({ code: "EADDRINUSE" });
});
