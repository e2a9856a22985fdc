import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { LookupAddress } from "node:dns";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { loadConfig } from "../../src/config/config.js";
import { guardedAgent, type Resolve } from "../../src/outbound/agent.js";
import { MessageSender, type Message, type Sent, type SignBody } from "../../src/outbound/message-sender.js";
import { latch } from "../support/latch.js";
import { tempFolder } from "../support/temp.js";
import { receiver } from "./receiver.js";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const sign: SignBody = (body) => ({ "X-Length": String(body.length) });
const forever = new AbortController().signal;

interface Options {
  hosts?: string;
  webhooks?: string;
  insecure?: boolean;
  resolve?: Resolve;
}

function senderTo({ hosts = "", webhooks = "", insecure = true, resolve }: Options): MessageSender {
  const settings = loadConfig({
    SCRUBJAY_CALLBACK_HOSTS: hosts,
    SCRUBJAY_CALLBACK_INSECURE: String(insecure),
    SCRUBJAY_WEBHOOK_URLS: webhooks,
    SCRUBJAY_WEBHOOK_SECRET: SECRET,
  }).service;
  const agent = guardedAgent({ insecure, ...(resolve && { resolve }) });
  const sender = new MessageSender({ settings, agent, sign, clock: () => new Date() });
  onTestFinished(() => sender.close());
  return sender;
}

const message = (url: string, change: Partial<Message> = {}): Message => ({
  id: "m-1",
  kind: "opendsr",
  url,
  body: '{"a":"ä"}',
  ...change,
});
const codeOf = (sent: Sent) => (sent.delivered ? "delivered" : sent.code);

describe("The message sender", () => {
  test("delivers the exact body with what the signer says of it", async () => {
    const to = await receiver();
    const sent = await senderTo({ hosts: to.host }).send(message(`${to.url}?for=1`), forever);
    expect(sent).toEqual({ delivered: true, status: 204 });
    expect(to.received).toMatchObject([{ path: "/callbacks?for=1", body: '{"a":"ä"}' }]);
    const [{ headers } = { headers: {} }] = to.received;
    expect(headers).toMatchObject({ "x-length": "10", "content-type": "application/json" });
  });

  test("signs a webhook in a way that the receiver's library accepts", async () => {
    const to = await receiver();
    const body = JSON.stringify({ type: "request.completed", data: { id: "ü" } });
    await senderTo({ webhooks: to.url }).send(message(to.url, { kind: "webhook", body }), forever);
    const [got] = to.received;
    expect(got?.headers["webhook-id"]).toBe("m-1");
    const verified = new Webhook(SECRET).verify(got?.body ?? "", got?.headers as Record<string, string>);
    expect(verified).toEqual(JSON.parse(body));
  });

  test.each([300, 301, 302, 307, 308, 400, 404, 500])(
    "takes %i for a failure and follows nowhere",
    async (status) => {
      const inside = await receiver();
      const to = await receiver((response) => response.writeHead(status, { location: inside.url }).end());
      const sent = await senderTo({ hosts: `${to.host},${inside.host}` }).send(message(to.url), forever);
      expect(sent).toMatchObject({ delivered: false, code: `HTTP_${status}`, status, isFinal: false });
      expect(inside.received).toEqual([]);
    },
  );

  test("takes 410 for the end", async () => {
    const to = await receiver((response) => response.writeHead(410).end());
    const sent = await senderTo({ hosts: to.host }).send(message(to.url), forever);
    expect(sent).toMatchObject({ code: "HTTP_410", isFinal: true });
  });

  test.each([
    [429, 120_000],
    [503, 120_000],
    [500, undefined],
  ])("hears how long to wait with %i", async (status, retryAfterMs) => {
    const to = await receiver((response) => response.writeHead(status, { "retry-after": "120" }).end());
    const sent = await senderTo({ hosts: to.host }).send(message(to.url), forever);
    expect(sent).toMatchObject({ delivered: false, retryAfterMs });
  });

  test("fails with a code when nobody listens, when the connection is cut and when the answer is no HTTP", async () => {
    const to = await receiver();
    const sender = senderTo({ hosts: to.host });
    await to.stop();
    expect(codeOf(await sender.send(message(to.url), forever))).toBe("ECONNREFUSED");
    to.answer = (response) => response.socket?.resetAndDestroy();
    await to.start();
    expect(codeOf(await sender.send(message(to.url), forever))).toMatch(/^(ECONNRESET|UND_ERR_SOCKET)$/);
    to.answer = (response) => response.socket?.end("SSH-2.0-OpenSSH_9.6\r\n");
    expect(codeOf(await sender.send(message(to.url), forever))).toBe("HTTPParserError");
  });

  test("waits ten seconds for a slow receiver and no longer", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const begun = latch("the message has arrived");
    const to = await receiver(() => begun.open());
    const sending = senderTo({ hosts: to.host }).send(message(to.url), forever);
    await vi.waitFor(() => expect(begun.isOpen).toBe(true));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(codeOf(await sending)).toBe("DEADLINE");
  });

  test("reads little of an answer that doesn't end, and has its status all the same", async () => {
    let written = 0;
    const to = await receiver((response) => {
      const more = () => {
        written += 16_384;
        if (!response.destroyed) response.write(Buffer.alloc(16_384), more);
      };
      response.writeHead(200);
      more();
    });
    const sent = await senderTo({ hosts: to.host }).send(message(to.url), forever);
    expect(sent).toEqual({ delivered: true, status: 200 });
    // The rest is what the system buffers.
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });

  test("can be interrupted", async () => {
    const stop = new AbortController();
    const to = await receiver(() => stop.abort());
    const sent = await senderTo({ hosts: to.host }).send(message(to.url), stop.signal);
    expect(sent).toMatchObject({ code: "INTERRUPTED", isFinal: false });
  });

  test("goes around a proxy of the environment and keeps no cookie", async () => {
    const proxy = await receiver();
    vi.stubEnv("HTTP_PROXY", `http://${proxy.host}`).stubEnv("http_proxy", `http://${proxy.host}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const to = await receiver((response) => response.writeHead(204, { "set-cookie": "a=b" }).end());
    const sender = senderTo({ hosts: to.host });
    await sender.send(message(to.url), forever);
    await sender.send(message(to.url), forever);
    expect(to.received.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined]);
    expect(proxy.received).toEqual([]);
  });

  test("checks the receiver's certificate", async () => {
    const folder = await tempFolder();
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const made = ["-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2", ...subject];
    execFileSync("openssl", ["req", "-x509", ...made], { stdio: "ignore" });
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const host = `localhost:${(server.address() as AddressInfo).port}`;
    const sent = await senderTo({ hosts: host }).send(message(`https://${host}/`), forever);
    expect(codeOf(sent)).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
  });
});

describe("A host's name", () => {
  const answers = (...addresses: string[]): Resolve =>
    vi.fn(async (): Promise<LookupAddress[]> =>
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );

  test.each([
    "127.0.0.1",
    "10.1.2.3",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "::1",
    "fd00:ec2::254",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "8.8.8.8, 127.0.0.1",
    "2606:4700:4700::1111, ::1",
  ])("that leads to %s is refused", async (addresses) => {
    const sender = senderTo({
      hosts: "hooks.test",
      insecure: false,
      resolve: answers(...addresses.split(", ")),
    });
    const sent = await sender.send(message("https://hooks.test/"), forever);
    expect(sent).toMatchObject({ code: "PRIVATE_ADDRESS", status: null, isFinal: true });
  });

  test("is refused for a webhook in the same way", async () => {
    const url = "https://hooks.test/";
    const sender = senderTo({ webhooks: url, insecure: false, resolve: answers("192.168.0.1") });
    expect(codeOf(await sender.send(message(url, { kind: "webhook" }), forever))).toBe("PRIVATE_ADDRESS");
  });

  test("is looked up once for each message, and what was checked is what is connected to", async () => {
    const to = await receiver();
    const port = to.host.split(":")[1];
    const resolve = answers("127.0.0.1");
    const sender = senderTo({ hosts: `hooks.test:${port}`, resolve });
    for (const attempt of [1, 2]) {
      const sent = await sender.send(message(`http://hooks.test:${port}/`), forever);
      expect(sent).toEqual({ delivered: true, status: 204 });
      expect(resolve).toHaveBeenCalledTimes(attempt);
    }
    expect(to.received[0]?.headers.host).toBe(`hooks.test:${port}`);
  });

  test("that nobody knows is tried again later", async () => {
    const resolve = () => Promise.reject(Object.assign(new Error("hooks.test"), { code: "ENOTFOUND" }));
    const sender = senderTo({ hosts: "hooks.test", insecure: false, resolve });
    const sent = await sender.send(message("https://hooks.test/"), forever);
    expect(sent).toMatchObject({ code: "ENOTFOUND", isFinal: false });
  });
});

test("An address that isn't allowed any more is refused before anything is sent", async () => {
  const to = await receiver();
  const sent = await senderTo({ hosts: "other.test" }).send(message(to.url), forever);
  expect(sent).toMatchObject({ code: "HOST_NOT_ALLOWED", isFinal: true });
  expect(to.received).toEqual([]);
});
