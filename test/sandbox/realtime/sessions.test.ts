import { createHmac } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { until } from "../../support/until.js";
import { start } from "../support.js";
import { addressOf, logIn, openSocket, userToken } from "./socket.js";

describe("a session", () => {
  test("is opened by a user's token, on either address, and says how long it lasts", async () => {
    const { sandbox } = await start({ users: 1 });
    const token = await userToken(sandbox, { sub: "a/b %é件" });
    for (const prefix of ["/public_api/v1", "/v1"]) {
      const socket = await openSocket(sandbox, `${prefix}/sandboxApp/realtime/a%2Fb%20%25%C3%A9%E4%BB%B6`);
      const { status, body } = await socket.call("POST", "/session/renew", { token });
      expect(status).toBe(200);
      expect(body.expiresInSeconds).toBeGreaterThan(3_500);
      expect((await socket.call("GET", "/users", { ids: [] })).body).toEqual({});
    }
  });

  test("without an end lasts for good, and none says that it lasts less than two minutes", async () => {
    const { sandbox } = await start({ users: 1 });
    const socket = await openSocket(sandbox, addressOf(sandbox, "u"));
    const renew = async (expiresAt: number | null) => {
      const token = await userToken(sandbox, { sub: "u" }, expiresAt);
      return (await socket.call("POST", "/session/renew", { token })).body;
    };
    expect(await renew(Date.now() + 30_000)).toEqual({ expiresInSeconds: 120 });
    expect(await renew(null)).toEqual({ expiresInSeconds: null });
  });

  test("that nobody opened has only a ping answered", async () => {
    const { sandbox } = await start({ users: 1 });
    const socket = await openSocket(sandbox, addressOf(sandbox, "u"));
    expect(await socket.call("GET", "/ping")).toEqual({ status: 200, body: {} });
    const { status, body } = await socket.call("GET", "/users", { ids: [] });
    expect(status).toBe(401);
    expect(body.errorCode).toBe("UNAUTHORIZED");
    expect(body.reasons).toEqual([expect.any(String)]);
  });

  test("is refused by a 401 where another token may be taken, else by a 400, and the socket stays", async () => {
    const { sandbox } = await start({ users: 1 });
    const minute = 60_000;
    const refused = {
      expired: [401, await userToken(sandbox, { sub: "u" }, Date.now() - minute)],
      "not yet": [401, await userToken(sandbox, { sub: "u", nbf: Math.floor(Date.now() / 1_000) + 600 })],
      "other secret": [401, await userToken(sandbox, { sub: "u" }, undefined, "sk_test_other")],
      app: [400, await userToken(sandbox, { sub: "u", tokenType: "app" })],
      "other app": [400, await userToken(sandbox, { sub: "u", iss: "other" })],
      "other user": [400, await userToken(sandbox, { sub: "v" })],
      nobody: [400, await userToken(sandbox, {})],
      garbage: [400, "a.b.c"],
      "the secret key": [400, sandbox.secretKey],
      "no text": [400, 5],
    } as const;
    const socket = await openSocket(sandbox, addressOf(sandbox, "u"));
    for (const [name, [expected, token]] of Object.entries(refused)) {
      const { status, body } = await socket.call("POST", "/session/renew", { token });
      expect(status, name).toBe(expected);
      expect(body.errorCode, name).toEqual(expect.any(String));
      expect(JSON.stringify(body)).not.toContain("sk_test");
    }
    expect((await socket.call("POST", "/session/renew", {})).status).toBe(400);
    const token = await userToken(sandbox, { sub: "u" });
    expect((await socket.call("POST", "/session/renew", { token })).status).toBe(200);
  });

  test("of an app or a user that can't be is refused within the protocol", async () => {
    const { sandbox } = await start({ users: 1 });
    const token = await userToken(sandbox, { sub: "u" });
    for (const path of ["/public_api/v1/other/realtime/u", "/public_api/v1/sandboxApp/realtime/%E4"]) {
      const socket = await openSocket(sandbox, path);
      expect((await socket.call("POST", "/session/renew", { token })).status).toBe(400);
    }
  });

  test("that expires is announced, and its calls are refused until it is renewed", async () => {
    const { sandbox } = await start({ users: 1 });
    const socket = await openSocket(sandbox, addressOf(sandbox, "u"));
    const renew = async (expiresAt?: number) =>
      socket.call("POST", "/session/renew", { token: await userToken(sandbox, { sub: "u" }, expiresAt) });
    await renew(Date.now() + 1_999);
    await socket.next("session.expired");
    expect(socket.numbers).toEqual([1]);
    expect((await socket.call("GET", "/users", { ids: [] })).status).toBe(401);
    expect((await renew()).status).toBe(200);
    expect((await socket.call("GET", "/users", { ids: [] })).status).toBe(200);
  });

  test("makes its user online as long as a socket of theirs is open", async () => {
    const { sandbox, call } = await start({ users: 0 });
    await call("PUT", "/users/u", { name: "U" });
    const watcher = await logIn(sandbox, "w");
    await watcher.call("SUBSCRIBE", "/users/u/online");
    const online = async () => (await watcher.call("GET", "/users/u/online")).body;
    expect(await online()).toEqual({ isConnected: false });
    const sockets = [await logIn(sandbox, "u"), await logIn(sandbox, "u")];
    expect(await online()).toEqual({ isConnected: true });
    expect((await call("GET", "/users?isOnline=true")).json.data.map(({ id }) => id)).toEqual(["u"]);
    for (const { socket } of sockets) socket.close();
    await until("they are offline", async () => (await online()).isConnected === false);
    expect(watcher.events).toEqual([
      { type: "user.online.changed", userId: "u", diff: { isConnected: true } },
      { type: "user.online.changed", userId: "u", diff: { isConnected: false } },
    ]);
    const early = await logIn(sandbox, "new");
    expect((await early.call("GET", "/users/new/online")).body.errorCode).toBe("USER_NOT_FOUND");
    await early.call("PUT", "/users/new", { name: "New" });
    expect((await early.call("GET", "/users/new/online")).body).toEqual({ isConnected: true });
  });
});

describe("frames", () => {
  test("that are none of the protocol close the socket", async () => {
    const { sandbox } = await start({ users: 1 });
    const broken = ["{oops", "{}", "[]", '["a","GET","/ping",{},{}]', '[1,"GET"]', '[1,"GET","/a",1,2,3]'];
    for (const frame of [...broken, Buffer.from('[1,"GET","/ping",{},{}]')]) {
      const { socket, closed } = await openSocket(sandbox, addressOf(sandbox, "u"));
      socket.send(frame);
      expect(await closed).toBe(1003);
    }
  });

  test("that are too large close the socket", async () => {
    const { sandbox } = await start({ users: 1 });
    const { socket, closed } = await openSocket(sandbox, addressOf(sandbox, "u"));
    socket.send("x".repeat(5 * 1024 * 1024));
    expect(await closed).toBe(1009);
  });

  test("of a call that there isn't are answered 404", async () => {
    const { sandbox } = await start({ users: 1 });
    const socket = await logIn(sandbox, "u");
    for (const [method, path] of [
      ["GET", "/nothing"],
      ["OOPS", "/users"],
      ["GET", "/users/%E4/online"],
    ] as const)
      expect((await socket.call(method, path)).status).toBe(404);
  });
});

describe("addresses", () => {
  test("other upgrades are refused without harm", async () => {
    const { sandbox, call } = await start({ users: 1 });
    const ws = new WebSocket(`${sandbox.url.replace("http", "ws")}/elsewhere`);
    const [error] = (await once(ws, "error")) as [Error];
    expect(error.message).toContain("404");
    const { port } = new URL(sandbox.url);
    const cutOff = connect(Number(port), "127.0.0.1");
    cutOff.end("GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    await once(cutOff.resume(), "close");
    expect((await call("GET", "/users")).status).toBe(200);
  });

  test("the app is there, another isn't", async () => {
    const { sandbox } = await start({ users: 1 });
    expect((await fetch(`${sandbox.url}/api/v0/sandboxApp`)).status).toBe(200);
    for (const path of ["other", "%E4", "sandboxApp/else", "sandboxApp/bokens/%E4"])
      expect((await fetch(`${sandbox.url}/api/v0/${path}`)).status, path).toBe(404);
  });

  test("a token is given for a user's ID", async () => {
    const { sandbox } = await start({ users: 1 });
    const answer = await fetch(`${sandbox.url}/api/v0/sandboxApp/bokens/a%2Fb?signature=`);
    const { boken } = (await answer.json()) as { boken: string };
    const socket = await openSocket(sandbox, addressOf(sandbox, "a/b"));
    expect((await socket.call("POST", "/session/renew", { token: boken })).status).toBe(200);
    const authorization = `Bearer ${boken}`;
    expect((await fetch(`${sandbox.url}/v1/sandboxApp/users`, { headers: { authorization } })).status).toBe(
      401,
    );
  });

  test("with identity verification only to whoever has the signature of their ID", async () => {
    const { sandbox } = await start({ users: 1, settings: { identityVerification: true } });
    const status = async (signature: string) =>
      (await fetch(`${sandbox.url}/api/v0/sandboxApp/bokens/a%2Fb?signature=${signature}`)).status;
    const signed = (id: string) => createHmac("sha256", sandbox.secretKey).update(id).digest("hex");
    expect(await status(signed("a/b"))).toBe(200);
    for (const wrong of ["", signed("a"), "é".repeat(64)]) expect(await status(wrong)).toBe(401);
  });
});

describe("the end", () => {
  test("of the sandbox is the end of every socket", async () => {
    const { sandbox } = await start({ users: 1 });
    const sockets = [await logIn(sandbox, "u"), await openSocket(sandbox, addressOf(sandbox, "v"))];
    await sandbox.close();
    await Promise.all(sockets.map(({ closed }) => closed));
  });

  test("of the data closes sockets without announcing a restart, so that clients get everything anew", async () => {
    const { sandbox, inspect, stats } = await start({ users: 0 });
    const socket = await logIn(sandbox, "u");
    await socket.call("PUT", "/users/u", { name: "U" });
    await socket.call("SUBSCRIBE", "/users", { ids: ["u"] });
    expect((await stats()).realtime.sockets).toBe(1);
    await inspect("POST", "reset");
    await socket.closed;
    expect(socket.events).toEqual([]);
    const again = await logIn(sandbox, "u");
    expect((await again.call("GET", "/users", { ids: ["u"] })).body).toEqual({});
    expect((await stats()).realtime).toMatchObject({ sockets: 1, events: 0 });
  });
});
