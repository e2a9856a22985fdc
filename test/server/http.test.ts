import { once } from "node:events";
import { Agent, request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { Hono } from "hono";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/server/http/http.js";
import { describePostgres } from "../support/ledger.js";
import { latch } from "../support/latch.js";
import { actionsOf, bearer, OWNER_TOKEN, post, apiHarness } from "./api-harness.js";

/** Sends exactly these bytes and answers all that comes back until the server hangs up. */
async function raw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  return text(socket);
}

describePostgres("the API over HTTP", (on) => {
  test("it is called with a token, and told by whom", async () => {
    const app = on.app();
    const url = await apiHarness(app).serve();
    const made = await fetch(`${url}/v1/tokens`, post({ name: "crm", role: "viewer" }, bearer(OWNER_TOKEN)));
    const { token } = (await made.json()) as { token: string };
    const answer = await fetch(`${url}/v1/audit/actions`, { headers: bearer(token) });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      actions: [{ actor: "cli", role: "owner", action: "tokens.create", result: "allowed" }],
      next: null,
    });
    const head = await fetch(`${url}/v1/audit/actions`, { method: "HEAD", headers: bearer(token) });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  test("no header and no field makes a caller one of this process", async () => {
    const app = on.app();
    const url = await apiHarness(app).serve();
    const headers = { actor: "cli", "x-actor": '{"name":"cli","role":"owner"}' };
    expect((await fetch(`${url}/v1/tokens?actor=cli`, { headers })).status).toBe(401);
    expect(await actionsOf(app)).toEqual(["unknown none tokens.list denied UNAUTHENTICATED"]);
  });

  test("a body that never says how long it is is cut off at 1 MiB", async () => {
    const url = await apiHarness(on.app()).serve();
    const headers = { ...bearer(OWNER_TOKEN), "content-type": "application/json" };
    const send = async (chunks: number) => {
      const body = new ReadableStream({
        start(controller) {
          for (let chunk = 0; chunk < chunks; chunk += 1)
            controller.enqueue(new TextEncoder().encode(`"${"x".repeat(16_000)}"`));
          controller.close();
        },
      });
      const init = { method: "POST", headers, body, duplex: "half" } as RequestInit;
      return (await fetch(`${url}/v1/tokens`, init)).status;
    };
    expect(await send(80)).toBe(413);
    expect(await send(1)).toBe(422);
    expect(await send(2)).toBe(400);
  });

  test("what isn't HTTP, or lacks a host, is refused without repeating it", async () => {
    const url = await apiHarness(on.app()).serve();
    for (const bytes of [
      "canary\r\n\r\n",
      "GET /v1/docs HTTP/1.1\r\nHost: can ary\r\nConnection: close\r\n\r\n",
      "GET /v1/docs HTTP/1.1\r\nConnection: close\r\n\r\n",
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${"canary".repeat(10_000)}\r\n\r\n`,
    ]) {
      const answer = await raw(url, bytes);
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(answer).not.toMatch(/can ?ary/);
    }
  });
});

test("closing lets running calls finish, takes no new ones, and hangs up", async () => {
  const [begun, resume] = [latch("the call has begun"), latch("it may go on")];
  const app = new Hono().get("/slow", async (c) => {
    begun.open();
    await resume.opened();
    return c.text("done");
  });
  app.get("/", (c) => c.text("here"));
  const server = await listen(app, { host: "127.0.0.1", port: 0 });
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const slow = request(`${server.url}/slow`, { agent }).end();
  const answered = once(slow, "response");
  await begun.opened();
  const closed = server.close(20_000);
  await expect(fetch(server.url)).rejects.toThrow();
  resume.open();
  const [answer] = (await answered) as [IncomingMessage];
  expect(answer.headers.connection).toBe("close");
  expect(await text(answer)).toBe("done");
  await closed;
  await server.close(0);
});

test("calls that don't finish in time are cut off", async () => {
  const begun = latch("the call has begun");
  const app = new Hono().get("/", async (c) => {
    begun.open();
    await new Promise(() => undefined);
    return c.text("never");
  });
  const server = await listen(app, { host: "127.0.0.1", port: 0 });
  const call = fetch(server.url);
  const cut = expect(call).rejects.toThrow();
  await begun.opened();
  await server.close(50);
  await cut;
});

test("it listens on IPv6 too", async () => {
  const app = new Hono().get("/", (c) => c.text("here"));
  const server = await listen(app, { host: "::1", port: 0 });
  onTestFinished(() => server.close(0));
  expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
  expect(await (await fetch(server.url)).text()).toBe("here");
});
