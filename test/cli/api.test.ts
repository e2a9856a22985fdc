import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import * as Audit from "../../src/contracts/audit.js";
import * as Runs from "../../src/contracts/runs.js";
import { about } from "../../src/contracts/service.js";
import { ApiClient } from "../../src/cli/api/client.js";
import { HttpTransport, type ServiceAddress } from "../../src/client/http.js";

async function listening(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function client(locate: () => ServiceAddress): ApiClient {
  const transport = new HttpTransport(async () => locate());
  onTestFinished(() => transport.close());
  return new ApiClient(transport, "app", new AbortController().signal, () => undefined);
}

async function collect(values: AsyncIterable<unknown>, into: unknown[]): Promise<void> {
  for await (const value of values) into.push(value);
}

test("an answer that is cut off is a failure, and what came before it counts", async () => {
  const url = await listening((_, response) => {
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    response.write('{"n":1}\n{"n":2}\n{"n":3', () => response.destroy());
  });
  const seen: unknown[] = [];
  const reading = collect(await client(() => ({ url, token: "t" })).rows(Audit.entries), seen);
  await expect(reading).rejects.toMatchObject({ code: "SERVICE_AWAY", exitCode: 2 });
  expect(seen).toEqual([{ n: 1 }, { n: 2 }]);
});

test("values are sent one by one, and a failure to read them is thrown as it is", async () => {
  let body = "";
  const url = await listening((request, response) => {
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => response.writeHead(201, { "content-type": "application/json" }).end('{"run":1}'));
  });
  const api = client(() => ({ url: `${url}/behind/a/proxy/`, token: "t" }));
  async function* lines() {
    yield { kind: "sweep" };
    yield* ["a", "b\nc"];
  }
  expect(await api.call(Runs.create, { lines: lines() })).toEqual({ run: 1 });
  expect(body).toBe('{"kind":"sweep"}\n"a"\n"b\\nc"\n');
  async function* broken(): AsyncGenerator<string> {
    yield "a";
    throw new RangeError("the file is gone");
  }
  await expect(api.call(Runs.create, { lines: broken() })).rejects.toThrow("the file is gone");
});

test("a problem becomes an error with its code and remedy; what fails over there isn't bad usage", async () => {
  const url = await listening((request, response) => {
    const status = Number(request.url?.split("/").at(-1));
    const problem = { code: "WHY", detail: "What is wrong.", remedy: "What to do." };
    response.writeHead(status, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
  });
  const api = client(() => ({ url, token: "t" }));
  await expect(api.call(Runs.get, { params: { run: 409 } })).rejects.toMatchObject({
    code: "WHY",
    message: "What is wrong.",
    remedy: "What to do.",
    exitCode: 2,
  });
  await expect(api.call(Runs.get, { params: { run: 503 } })).rejects.toMatchObject({
    exitCode: 1,
    isPassing: true,
  });
});

test("the token goes to the service and to nowhere that it points to", async () => {
  const seen: (string | undefined)[] = [];
  const elsewhere = await listening((request, response) => {
    seen.push(request.headers.authorization);
    response.end("{}");
  });
  const url = await listening((_, response) => response.writeHead(307, { location: elsewhere }).end());
  await expect(client(() => ({ url, token: "t" })).call(about)).rejects.toMatchObject({
    code: "SERVICE_AWAY",
  });
  expect(seen).toEqual([]);
});

test("a service that was started anew is found again, with its new token", async () => {
  let [token, looks] = ["old", 0];
  const url = await listening((request, response) => {
    const isRight = request.headers.authorization === `Bearer ${token}`;
    const problem = { code: "TOKEN_UNKNOWN", detail: "Not one of ours." };
    response.writeHead(isRight ? 200 : 401).end(JSON.stringify(isRight ? { ok: true } : problem));
  });
  const api = client(() => {
    looks += 1;
    return { url, token: looks > 1 ? "new" : "old" };
  });
  await api.call(about);
  token = "new";
  expect(await api.call(about)).toEqual({ ok: true });
  expect(looks).toBe(2);
  token = "another";
  await expect(api.call(about)).rejects.toMatchObject({ code: "TOKEN_UNKNOWN", exitCode: 2 });
});
