import { describe, expect, test } from "vitest";
import { start, type SandboxHarness } from "../support.js";
import { addressOf, logIn, openSocket, userToken, type RawSocket } from "./socket.js";

const over = { over: "socket" };

async function withUser(): Promise<SandboxHarness & { socket: RawSocket }> {
  const harness = await start({ users: 0 });
  await harness.call("PUT", "/users/u", { name: "before" });
  return { ...harness, socket: await logIn(harness.sandbox, "w") };
}

const name = async ({ call }: SandboxHarness) => (await call("GET", "/users/u")).json.name;

describe("faults of calls", () => {
  test("strike only the side that they are aimed at, REST when they name none", async () => {
    const harness = await withUser();
    const { fault, call, socket } = harness;
    await fault({ kind: "status", status: 500 });
    expect((await socket.call("GET", "/users", { ids: [] })).status).toBe(200);
    expect((await call("GET", "/users")).status).toBe(500);
    await fault({ kind: "status", status: 503, match: over });
    expect((await call("GET", "/users")).status).toBe(200);
    const { status, body } = await socket.call("PUT", "/users/u", { name: "after" });
    expect([status, body]).toEqual([503, { errorCode: "ON_DEMAND", reasons: ["on demand"] }]);
    expect(await name(harness)).toBe("before");
  });

  test("can be of one call, one method, one person, or as often as told", async () => {
    const { fault, socket, inspect } = await withUser();
    const get = async () => (await socket.call("GET", "/users", { ids: [] })).status;
    const set = async (id: string) => (await socket.call("PUT", `/users/${id}`, { name: "x" })).status;
    await fault({ kind: "429", match: { ...over, route: "/users" } });
    expect([await get(), await set("u")]).toEqual([429, 200]);
    await fault({ kind: "429", match: { ...over, method: "SUBSCRIBE" } });
    expect((await socket.call("SUBSCRIBE", "/users", { ids: [] })).status).toBe(429);
    expect(await get()).toBe(200);
    await fault({ kind: "status", status: 403, match: { ...over, path: "/users/a%2F" } });
    expect([await set("u"), await set("a%2Fb")]).toEqual([200, 403]);
    await fault({ kind: "status", status: 402, times: 1, match: { ...over, route: "/users/{id}" } });
    expect([await set("u"), await set("u")]).toEqual([402, 200]);
    expect((await inspect("GET", "faults")).json).toMatchObject([{ fired: 1 }]);
  });

  test("latency delays the answer and not the change, nor what comes behind it", async () => {
    const harness = await withUser();
    await harness.fault({ kind: "latency", ms: 600_000, match: { ...over, method: "PUT" } });
    let isAnswered = false;
    void harness.socket.call("PUT", "/users/u", { name: "after" }).then(() => (isAnswered = true));
    expect((await harness.socket.call("GET", "/users", { ids: ["u"] })).body).toMatchObject({
      u: { name: "after" },
    });
    await harness.fault({ kind: "latency", ms: 30, match: over }, { kind: "latency", ms: 30, match: over });
    const startedAt = performance.now();
    await harness.socket.call("GET", "/ping");
    expect(performance.now() - startedAt).toBeGreaterThan(55);
    expect(isAnswered).toBe(false);
  });

  test("a drop breaks the socket before the change, or behind it", async () => {
    const harness = await withUser();
    await harness.fault({ kind: "drop", times: 1, match: { route: "/users/{id}" } });
    void harness.socket.call("PUT", "/users/u", { name: "after" });
    expect(await harness.socket.closed).toBe(1006);
    expect(await name(harness)).toBe("before");
    await harness.fault({ kind: "drop", applied: true, times: 1, match: { route: "/users/{id}" } });
    const second = await logIn(harness.sandbox, "w");
    void second.call("PUT", "/users/u", { name: "after" });
    expect(await second.closed).toBe(1006);
    expect(await name(harness)).toBe("after");
    expect((await harness.stats()).realtime.calls["PUT /users/{id}"]).toEqual({
      requests: 2,
      refused: 0,
      statuses: { reset: 2 },
    });
  });

  test("an expired session is announced, its call is a 401, and it can be renewed on the same socket", async () => {
    const { fault, socket, sandbox } = await withUser();
    await fault({ kind: "session-expired", times: 1 });
    const token = await userToken(sandbox, { sub: "w" });
    expect((await socket.call("POST", "/session/renew", { token })).status).toBe(200);
    await fault({ kind: "session-expired", times: 1 });
    expect((await socket.call("GET", "/users", { ids: [] })).status).toBe(401);
    expect(socket.events).toEqual([{ type: "session.expired" }]);
    expect((await socket.call("GET", "/users", { ids: [] })).status).toBe(401);
    expect((await socket.call("POST", "/session/renew", { token })).status).toBe(200);
    expect((await socket.call("GET", "/users", { ids: [] })).status).toBe(200);
  });

  test("a restart is announced behind what was told before, and then the socket is closed", async () => {
    const { fault, socket, call } = await withUser();
    await socket.call("SUBSCRIBE", "/users", { ids: ["u"] });
    await call("PUT", "/users/u", { name: "after" });
    await fault({ kind: "restart", times: 1 });
    void socket.call("PUT", "/users/u", { name: "never" });
    expect(await socket.closed).toBe(1012);
    expect(socket.events.map(({ type }) => type)).toEqual(["user.edited", "upstream.restarting"]);
    expect(socket.numbers).toEqual([1, 2]);
    expect((await call("GET", "/users/u")).json.name).toBe("after");
  });

  test("a login can be refused with any status", async () => {
    const { fault, sandbox } = await withUser();
    await fault({ kind: "status", status: 402, match: { ...over, route: "/session/renew" } });
    const socket = await openSocket(sandbox, addressOf(sandbox, "u"));
    expect((await socket.call("POST", "/session/renew", { token: "x" })).status).toBe(402);
  });
});

describe("faults of events", () => {
  test("lose a share of them, the same one for the same seed, and the frames are numbered without a gap", async () => {
    const lost = async () => {
      const { fault, socket, call, stats } = await withUser();
      await socket.call("SUBSCRIBE", "/users", { ids: ["u"] });
      await fault({ kind: "lose-events", rate: 0.3 });
      for (let i = 0; i < 100; i++) await call("PUT", "/users/u", { name: `${i}` });
      await socket.settled();
      const { events, lostEvents } = (await stats()).realtime;
      expect(events + lostEvents).toBe(100);
      expect(socket.events).toHaveLength(events);
      expect(socket.numbers).toEqual(Array.from({ length: events }, (_, i) => i + 1));
      return socket.events.map(({ diff }) => (diff as { name: string }).name);
    };
    const names = await lost();
    expect(names.length).toBeGreaterThan(50);
    expect(names.length).toBeLessThan(90);
    expect(await lost()).toEqual(names);
  });

  test("lose as many as told", async () => {
    const { fault, socket, call } = await withUser();
    await socket.call("SUBSCRIBE", "/users", { ids: ["u"] });
    await fault({ kind: "lose-events", times: 2 });
    for (const each of ["1", "2", "3"]) await call("PUT", "/users/u", { name: each });
    await socket.settled();
    expect(socket.events.map(({ diff }) => diff)).toEqual([{ name: "3" }]);
  });
});

describe("a fault of what is shown", () => {
  test("shows people as they were before the first edit under it, as often as told, and REST what they are", async () => {
    const { fault, socket, call } = await withUser();
    await fault({ kind: "stale-public", userId: "u", times: 2 });
    const before = (await call("GET", "/users/u")).json.name;
    const shown = async () =>
      ((await socket.call("GET", "/users", { ids: ["u"] })).body.u as { name: string }).name;
    expect(await shown()).toBe(before);
    for (const name of ["1", "2"]) await call("PUT", "/users/u", { name });
    expect((await call("GET", "/users/u")).json.name).toBe("2");
    expect([await shown(), await shown(), await shown()]).toEqual([before, before, "2"]);
    await fault({ kind: "stale-public", userId: "v" });
    await call("PUT", "/users/u", { name: "3" });
    expect(await shown()).toBe("3");
  });
});

describe("faults of sockets", () => {
  test("that are not well-formed are refused with every problem", async () => {
    const { fault, socket } = await withUser();
    const { status, json } = await fault(
      { kind: "status", status: 399, match: over },
      { kind: "status", status: 404 },
      { kind: "reset-before", match: over },
      { kind: "drop", match: { over: "rest" } },
      { kind: "drop", applied: "yes" },
      { kind: "latency", ms: 1, match: { ...over, route: "/conversations" } },
      { kind: "latency", ms: 1, match: { route: "/ping" } },
      { kind: "429", match: { method: "SUBSCRIBE" } },
      { kind: "restart", match: { ...over, method: "OOPS", route: "/batch" } },
      { kind: "lose-events", match: over },
      { kind: "poison", userId: "u", match: over },
    );
    expect(status).toBe(400);
    const reasons = json.reasons.join("\n");
    for (const place of [
      "0.status",
      "1.status",
      "2.match.over",
      "3.match.over",
      "4.applied",
      "5.match.route",
      "6.match.route",
      "7.match.method",
      "8.match.method",
      "8.match.route",
      "9:",
      "10.match.over",
    ])
      expect(reasons).toContain(place);
    expect((await socket.call("GET", "/ping")).status).toBe(200);
  });
});

describe("a client that doesn't read", () => {
  test("is dropped once too much waits for it, and nobody else is", async () => {
    const { call, socket, sandbox, stats } = await withUser();
    const slow = await logIn(sandbox, "slow");
    for (const each of [socket, slow]) await each.call("SUBSCRIBE", "/users", { ids: ["u"] });
    slow.socket.pause();
    const large = "x".repeat(4 * 1024 * 1024);
    for (let i = 0; (await stats()).realtime.slowSockets === 0 && i < 30; i++)
      await call("PUT", "/users/u", { welcomeMessage: `${i}${large}` });
    expect((await stats()).realtime).toMatchObject({ slowSockets: 1, sockets: 1 });
    const told = socket.events.length;
    await call("PUT", "/users/u", { name: "after" });
    await socket.settled();
    expect(socket.events.length).toBeGreaterThan(told);
  });
});
