import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { WebSocketServer } from "ws";
import { describe, expect, onTestFinished, test } from "vitest";
import { apiUrlsOf } from "../../src/talkjs/witness/api-urls.js";
import { findClient } from "../../src/talkjs/witness/find-client.js";
import { publicUser } from "../../src/talkjs/witness/public-user.js";
import { Witness, type WitnessOptions } from "../../src/talkjs/witness/witness.js";
import type { Fault } from "../../src/sandbox/api/fault.js";
import { startTestSandbox } from "../support/sandbox.js";
import { tempFolder } from "../support/temp.js";

const ID = "erasure-check";

async function witnessOf(options: Partial<WitnessOptions> = {}, { syncUsers = true } = {}) {
  const sandbox = await startTestSandbox({ users: 0, settings: { syncUsers } });
  await sandbox.addUsers([
    { id: ID, name: "Erasure check", createdAt: 1 },
    {
      ...{ id: "ann/% é", name: "Ann", email: ["ann@example.com"], photoUrl: "https://img.example.com/a" },
      ...{ locale: "nl-NL", role: "seller", custom: { plan: "gold" }, welcomeMessage: "Hi", createdAt: 2 },
    },
    { id: "ben", name: "[DELETED]", createdAt: 3 },
  ]);
  const witness = new Witness({
    ...{ appId: "sandboxApp", secretKey: "sk_test_sandbox", apiUrl: sandbox.url, user: ID, folders: [] },
    ...options,
  });
  return { sandbox, witness };
}

const fault = (one: Fault): Fault[] => [one];

describe("the second witness", () => {
  test("sees what chat participants see, in one call, and what TalkJS fills in counts as nothing", async () => {
    const { sandbox, witness } = await witnessOf();
    const seen = await witness.look(["ann/% é", "nobody", "ben"]);
    expect([...seen]).toEqual([
      [
        "ann/% é",
        {
          ...{ id: "ann/% é", name: "Ann", custom: { plan: "gold" }, locale: "nl-NL", role: "seller" },
          ...{ photoUrl: "https://img.example.com/a", welcomeMessage: "Hi" },
        },
      ],
      ["nobody", null],
      [
        "ben",
        {
          ...{ id: "ben", name: "[DELETED]", custom: {}, locale: null, role: null },
          ...{ photoUrl: null, welcomeMessage: null },
        },
      ],
    ]);
    const { routes } = await sandbox.stats();
    expect(routes["GET /users"]).toBeUndefined();
    expect((await witness.look([])).size).toBe(0);
  });

  test("remembers nothing from the look before", async () => {
    const { sandbox, witness } = await witnessOf();
    await witness.look(["ann/% é"]);
    await sandbox.setFaults(fault({ kind: "lose-events" }));
    await sandbox.edit("ann/% é", { name: "[DELETED]" });
    expect((await witness.look(["ann/% é"])).get("ann/% é")?.name).toBe("[DELETED]");
  });

  test("looks in halves where TalkJS refuses to show all at once, so that one doesn't hide the others", async () => {
    const { sandbox, witness } = await witnessOf();
    const match = { over: "socket", method: "GET", route: "/users" } as const;
    await sandbox.setFaults(fault({ kind: "status", status: 403, times: 2, match }));
    const seen = await witness.look(["ann/% é", "ben"]);
    expect([seen.get("ann/% é"), seen.get("ben")?.name]).toEqual([null, "[DELETED]"]);
    await sandbox.setFaults(fault({ kind: "status", status: 403, match }));
    for (const ids of [["ann/% é", "ben"], []])
      await expect(witness.look(ids)).rejects.toMatchObject({ code: "WITNESS_REFUSED" });
  });

  test.each([
    ["where a page may write users", true],
    ["where none may", false],
  ])("finds out %s, and changes nothing", async (_what, syncUsers) => {
    const { sandbox, witness } = await witnessOf({}, { syncUsers });
    expect(await witness.isSynchronized()).toBe(syncUsers);
    expect(await sandbox.journal()).toEqual([]);
  });

  test("that TalkJS doesn't know looks at nobody", async () => {
    const { witness } = await witnessOf({ user: "nobody" });
    await expect(witness.look(["ben"])).rejects.toMatchObject({ code: "WITNESS_UNKNOWN" });
    await expect(witness.isSynchronized()).rejects.toMatchObject({ code: "WITNESS_UNKNOWN" });
  });

  test("that isn't let in says so at once, whatever the reason", async () => {
    const { sandbox, witness } = await witnessOf();
    const refusals = [400, 401, 402].map((status) => ({
      ...({ kind: "status", status } as const),
      match: { over: "socket", route: "/session/renew" } as const,
    }));
    for (const refusal of refusals) {
      await sandbox.setFaults(fault(refusal));
      await expect(witness.look(["ben"])).rejects.toMatchObject({ code: "WITNESS_REFUSED" });
    }
    const wrong = new Witness({
      ...{ appId: "otherApp", secretKey: "sk_test_wrong", apiUrl: sandbox.url, user: ID, folders: [] },
    });
    await expect(wrong.look(["ben"])).rejects.toMatchObject({ code: "WITNESS_REFUSED" });
  });

  test("waits for a TalkJS that keeps putting it off no longer than its deadline", async () => {
    const { sandbox, witness } = await witnessOf({ deadlineMs: 700 });
    const match = { over: "socket", route: "/users" } as const;
    for (const one of [
      { kind: "429", match },
      { kind: "latency", ms: 600_000, match },
      { kind: "drop" },
    ] as const) {
      await sandbox.setFaults(fault(one));
      await expect(witness.look(["ben"])).rejects.toMatchObject({ code: "WITNESS_UNAVAILABLE" });
    }
    await sandbox.setFaults(fault({ kind: "status", status: 503, match }));
    await expect(witness.look(["ben"])).rejects.toMatchObject({ code: "WITNESS_UNAVAILABLE" });
  });

  test("gives up on an address where nobody answers, or refuses the socket, and on a socket that is frozen", async () => {
    const server = createServer((_, response) => response.end("{}")).listen(0, "127.0.0.1");
    const sockets = new WebSocketServer({ noServer: true });
    let isFrozen = false;
    server.on("upgrade", (request, socket, head) => {
      if (isFrozen) sockets.handleUpgrade(request, socket, head, () => undefined);
      else socket.end("HTTP/1.1 404 Not Found\r\n\r\n");
    });
    await once(server, "listening");
    onTestFinished(() => {
      for (const client of sockets.clients) client.terminate();
      server.close();
      server.closeAllConnections();
    });
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const options = { deadlineMs: 700, apiUrl: `http://127.0.0.1:${port}` };
    const unavailable = { code: "WITNESS_UNAVAILABLE" };
    for (isFrozen of [false, true])
      await expect((await witnessOf(options)).witness.look(["ben"])).rejects.toMatchObject(unavailable);
    const nowhere = { deadlineMs: 700, apiUrl: "http://127.0.0.1:9" };
    await expect((await witnessOf(nowhere)).witness.look(["ben"])).rejects.toMatchObject(unavailable);
  });

  test("ends with the work that it is for", async () => {
    const { sandbox, witness } = await witnessOf();
    await sandbox.setFaults(fault({ kind: "latency", ms: 600_000, match: { over: "socket" } }));
    const control = new AbortController();
    const looking = witness.look(["ben"], control.signal);
    control.abort(new Error("the process ends"));
    await expect(looking).rejects.toThrow("the process ends");
    await expect(witness.look(["ben"], control.signal)).rejects.toThrow("the process ends");
  });

  test("can't look where TalkJS's client isn't installed, or no user is set", async () => {
    const { witness } = await witnessOf({ find: () => undefined });
    expect(witness.isInstalled).toBe(false);
    expect(() => witness.demand()).toThrow(expect.objectContaining({ code: "WITNESS_MISSING" }) as Error);
    await expect(witness.look(["ben"])).rejects.toMatchObject({ code: "WITNESS_MISSING" });
    const { witness: unset } = await witnessOf({ user: undefined });
    expect(unset.isInstalled).toBe(true);
    expect(() => unset.demand()).toThrow(expect.objectContaining({ code: "WITNESS_UNSET" }) as Error);
  });

  test("takes the way out of its network, for the socket and for the client's own call", async () => {
    const asked: string[] = [];
    const proxy = createServer().listen(0, "127.0.0.1");
    proxy.on("connect", (request, socket) => {
      asked.push(request.url ?? "");
      socket.destroy();
    });
    await once(proxy, "listening");
    onTestFinished(() => void proxy.close());
    const address = proxy.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const way = { https: `http://127.0.0.1:${port}`, none: undefined };
    const { witness } = await witnessOf({ apiUrl: "https://talkjs.test", proxy: way, deadlineMs: 3_000 });
    await expect(witness.look(["ben"])).rejects.toMatchObject({ code: "WITNESS_UNAVAILABLE" });
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(new Set(asked)).toEqual(new Set(["talkjs.test:443"]));
  });

  test("survives a client that is broken", async () => {
    const folder = await tempFolder();
    const packed = join(folder, "broken.cjs");
    await writeFile(packed, "throw new Error('broken');");
    const { witness } = await witnessOf({ find: () => `file://${packed}` });
    await expect(witness.look(["ben"])).rejects.toMatchObject({ code: "WITNESS_UNAVAILABLE" });
    await writeFile(packed, "process.exit(0);");
    await expect(witness.look(["ben"])).rejects.toMatchObject({ code: "WITNESS_UNAVAILABLE" });
  });
});

describe("TalkJS's client", () => {
  test("is found in a folder where it is installed", async () => {
    const folder = await tempFolder();
    const packed = join(folder, "node_modules", "@talkjs", "core");
    await mkdir(packed, { recursive: true });
    await writeFile(join(packed, "package.json"), `{"name":"@talkjs/core","main":"client.cjs"}`);
    await writeFile(join(packed, "client.cjs"), "");
    const elsewhere = pathToFileURL(join(await tempFolder(), "program.js")).href;
    expect(findClient([folder], elsewhere)).toBe(pathToFileURL(join(packed, "client.cjs")).href);
    expect(findClient([], elsewhere)).toBeUndefined();
    // Beside the program, where it is a development dependency here.
    expect(findClient([folder])).toContain("talkSession");
  });

  test.each([
    ["https://api.talkjs.com", undefined],
    ["https://api.talkjs.com/v1/", undefined],
    ["http://127.0.0.1:4777", ["ws://127.0.0.1:4777/v1", "http://127.0.0.1:4777/api/v0"]],
    ["https://example.com/talk/v1", ["wss://example.com/talk/v1", "https://example.com/talk/api/v0"]],
  ])("is pointed where the REST API is: %s", (apiUrl, expected) => {
    const urls = apiUrlsOf(apiUrl);
    expect(urls && [urls.realtimeWsApiUrl, urls.internalHttpApiUrl]).toEqual(expected);
  });

  test.each([null, 5, [], {}, { id: "ben" }])("that answers %j about somebody else shows nobody", (shown) => {
    expect(publicUser("ann", shown, undefined)).toBeNull();
  });
});
