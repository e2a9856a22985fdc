import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createTalkJS } from "../../src/talkjs/client.js";
import { silent } from "../../src/telemetry/telemetry.js";
import { openssl } from "../opendsr/certificate.js";

const portOf = (server: { address: () => unknown }) => (server.address() as AddressInfo).port;

/** An API over TLS, and a proxy that leads every host to it. */
async function behindProxy() {
  const out = ["-nodes", "-keyout", "-", "-subj", "/CN=api"];
  const both = await openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", ...out);
  const api = createTlsServer({ key: both, cert: both }, (_, response) => {
    response.setHeader("content-type", "application/json").end(JSON.stringify({ data: [] }));
  }).listen(0, "127.0.0.1");
  await once(api, "listening");
  const asked: string[] = [];
  const proxy = createHttpServer().listen(0, "127.0.0.1");
  proxy.on("connect", (request, client) => {
    asked.push(request.url ?? "");
    const through = connect(portOf(api), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      client.pipe(through).pipe(client);
    });
    through.on("error", () => client.destroy());
    client.on("error", () => through.destroy());
  });
  await once(proxy, "listening");
  // The API's certificate is nobody's.
  process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
  onTestFinished(() => {
    delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    for (const server of [api, proxy]) {
      server.close();
      server.closeAllConnections();
    }
  });
  return { proxy: `http://127.0.0.1:${portOf(proxy)}`, apiUrl: `https://127.0.0.1:${portOf(api)}`, asked };
}

const clientOf = (apiUrl: string, https: string, none?: string) => {
  const limiter = { acquire: async () => undefined, pause: async () => undefined };
  const proxy = { https, none };
  const client = createTalkJS({
    ...{ appId: "tTest001", secretKey: "sk_test", apiUrl, proxy, limiter, telemetry: silent },
    ...{ maxAttempts: 1, confirmAfterMs: 0 },
  });
  onTestFinished(() => client.close());
  return client;
};

test("a proxy leads to the API, whose address stays the address; hosts that need none go without", async () => {
  const { proxy, apiUrl, asked } = await behindProxy();
  expect(await clientOf("https://api.talkjs.test", proxy).users.page()).toEqual([]);
  expect(asked).toEqual(["api.talkjs.test:443"]);
  expect(await clientOf(apiUrl, proxy, "127.0.0.1").users.page()).toEqual([]);
  expect(asked).toHaveLength(1);
});
