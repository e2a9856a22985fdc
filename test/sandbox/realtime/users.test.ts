import { describe, expect, test } from "vitest";
import { start } from "../support.js";
import { logIn, seg } from "./socket.js";

const ID = "a/b %é件";

const full = {
  name: "Ann",
  email: ["ann@example.com"],
  phone: ["+15550100"],
  photoUrl: "https://img.example.com/a",
  headerPhotoUrl: "https://img.example.com/h",
  availabilityText: "Soon",
  welcomeMessage: "Hi",
  role: "seller",
  locale: "nl-NL",
  custom: { a: "1", b: "2" },
  pushTokens: { "fcm:x": true },
};

const shown = {
  id: ID,
  name: "Ann",
  custom: { a: "1", b: "2" },
  locale: "nl-NL",
  photoUrl: "https://img.example.com/a",
  role: "seller",
  welcomeMessage: "Hi",
};

describe("users", () => {
  test("are shown by their public fields alone, all of them, those who exist", async () => {
    const { sandbox, call } = await start({ users: 0 });
    await call("PUT", `/users/${seg(ID)}`, full);
    await call("PUT", "/users/__proto__", { name: "P" });
    const socket = await logIn(sandbox, "w");
    const { body } = await socket.call("GET", "/users", {
      ids: [ID, "nobody", "__proto__"],
      includePrivateFields: false,
    });
    expect(Object.entries(body)).toEqual([
      [ID, shown],
      [
        "__proto__",
        {
          id: "__proto__",
          name: "P",
          custom: {},
          locale: "en-US",
          photoUrl: null,
          role: "default",
          welcomeMessage: null,
        },
      ],
    ]);
  });

  test("that an import brought with odd fields are shown in the documented kinds", async () => {
    const { sandbox, inspect } = await start({ users: 0 });
    const odd = { id: "odd", name: 5, custom: { a: 1, b: "x" }, role: ["x"], locale: {}, vat: "1" };
    await inspect("POST", "import", JSON.stringify({ type: "user", data: odd }));
    const socket = await logIn(sandbox, "w");
    const { body } = await socket.call("GET", "/users", { ids: ["odd"] });
    expect(body.odd).toEqual({
      id: "odd",
      name: "",
      custom: { b: "x" },
      locale: "en-US",
      photoUrl: null,
      role: "default",
      welcomeMessage: null,
    });
  });

  test("can be asked for by the thousand, and no more", async () => {
    const { sandbox, call } = await start({ users: 1_000 });
    const socket = await logIn(sandbox, "w");
    const ids = (await call("GET", "/users?limit=100")).json.data.map(({ id }) => id);
    const padded = [...ids, ...Array.from({ length: 900 }, (_, i) => `nobody-${i}`)];
    expect(Object.keys((await socket.call("GET", "/users", { ids: padded })).body)).toHaveLength(100);
    for (const data of [
      { ids: [...padded, "one more"] },
      {},
      { ids: "a" },
      { ids: [5] },
      { ids: [], includePrivateFields: true },
      { ids: [], private: true },
    ])
      expect((await socket.call("GET", "/users", data)).status).toBe(400);
    expect((await socket.call("SUBSCRIBE", "/users", { ids: [...padded, "one more"] })).status).toBe(400);
  });

  test("are set and made by whoever is logged in, and REST shows it", async () => {
    const harness = await start({ users: 0 });
    const socket = await logIn(harness.sandbox, "w");
    const path = `/users/${seg(ID)}`;
    expect((await socket.call("PUT", path, { photoUrl: "https://img.example.com/a" })).status).toBe(400);
    const made = { name: "Ann", role: "default", email: ["a@example.com"], custom: { a: "1", b: "2" } };
    expect(await socket.call("POST", path, made)).toEqual({ status: 200, body: {} });
    expect((await socket.call("POST", path, { name: "Other" })).status).toBe(409);
    const edit = { name: "Bea", email: null, custom: { a: null, c: "3" }, locale: null };
    expect(await socket.call("PUT", path, edit)).toEqual({ status: 200, body: {} });
    expect((await harness.call("GET", path)).json).toMatchObject({
      name: "Bea",
      email: null,
      role: "default",
      custom: { b: "2", c: "3" },
    });
    const journal = await harness.journal();
    expect(journal.map(({ user, fields }) => [user, fields])).toEqual([
      [ID, ["name", "role", "email", "custom"]],
      [ID, ["name", "email", "custom"]],
    ]);
  });

  test("are refused with every reason", async () => {
    const { sandbox } = await start({ users: 0 });
    const socket = await logIn(sandbox, "w");
    const { status, body } = await socket.call("POST", "/users/u", {
      name: "",
      email: "a@example.com",
      headerPhotoUrl: null,
      availabilityText: "x",
      vat: "1",
    });
    expect(status).toBe(400);
    const reasons = body.reasons?.join("\n") ?? "";
    for (const place of ["name", "email", "headerPhotoUrl", "availabilityText", "vat"])
      expect(reasons).toContain(place);
    for (const data of [null, [], "x", 5])
      expect((await socket.call("PUT", "/users/u", data)).status).toBe(400);
    expect((await socket.call("GET", "/users", { ids: ["u"] })).body).toEqual({});
  });

  test("can't be written where browsers may not, but who exists exists", async () => {
    const { sandbox, call } = await start({ users: 0, settings: { syncUsers: false } });
    await call("PUT", "/users/u", { name: "U" });
    const socket = await logIn(sandbox, "u");
    expect(await socket.call("PUT", "/users/u", { name: "V" })).toMatchObject({
      status: 403,
      body: { errorCode: "USER_SYNC_DISABLED" },
    });
    expect((await socket.call("POST", "/users/new", { name: "V" })).status).toBe(403);
    expect((await socket.call("POST", "/users/u", { name: "V" })).status).toBe(409);
    expect((await call("GET", "/users/u")).json.name).toBe("U");
  });
});

describe("those who watch a user", () => {
  test("are told of what everybody may see, by what changed, whoever changed it", async () => {
    const { sandbox, call } = await start({ users: 0 });
    const socket = await logIn(sandbox, "w");
    const path = `/users/${seg(ID)}`;
    await socket.call("SUBSCRIBE", "/users", { ids: [ID, "other"] });
    await call("PUT", path, full);
    await call("PUT", path, { name: "Bea", email: null, custom: { a: null, c: "3" }, photoUrl: null });
    await call("PUT", path, { phone: null, pushTokens: null, headerPhotoUrl: null, availabilityText: null });
    await socket.call("PUT", path, { role: "default", custom: null });
    await socket.settled();
    expect(socket.events).toEqual([
      { type: "user.created", userId: ID, state: shown },
      {
        type: "user.edited",
        userId: ID,
        diff: { name: "Bea", custom: { a: null, c: "3" }, photoUrl: null },
      },
      { type: "user.edited", userId: ID, diff: { role: "default", custom: { b: null, c: null } } },
    ]);
    expect(socket.numbers).toEqual([1, 2, 3]);
  });

  test("are told once, however often they asked, and no more once they don't watch", async () => {
    const { sandbox, call } = await start({ users: 0 });
    await call("PUT", "/users/u", { name: "1" });
    const sockets = await Promise.all([logIn(sandbox, "w"), logIn(sandbox, "w"), logIn(sandbox, "x")]);
    for (const { call } of sockets) {
      expect(await call("SUBSCRIBE", "/users", { ids: ["u", "u"] })).toEqual({ status: 200, body: {} });
      await call("SUBSCRIBE", "/users", { ids: ["u"] });
    }
    await call("PUT", "/users/u", { name: "2" });
    expect(await sockets[0]?.call("UNSUBSCRIBE", "/users/u")).toEqual({ status: 200, body: {} });
    expect((await sockets[0]?.call("UNSUBSCRIBE", "/users/u"))?.status).toBe(200);
    await call("PUT", "/users/u", { name: "3" });
    await Promise.all(sockets.map(({ settled }) => settled()));
    const names = sockets.map(({ events }) => events.map(({ diff }) => (diff as { name: string }).name));
    expect(names).toEqual([["2"], ["2", "3"], ["2", "3"]]);
  });

  test("get one frame for one bulk edit, each frame with the next number", async () => {
    const { sandbox, call, stats } = await start({ users: 0 });
    const ids = Array.from({ length: 100 }, (_, i) => `u${i}`);
    const bulk = (name: string) => Object.fromEntries(ids.map((id) => [id, { name }]));
    const socket = await logIn(sandbox, "w");
    await socket.call("SUBSCRIBE", "/users", { ids });
    await call("PUT", "/users", bulk("1"));
    await call("PUT", "/users", bulk("2"));
    await socket.settled();
    expect(socket.numbers).toEqual([1, 2]);
    expect(socket.events).toHaveLength(200);
    const { realtime } = await stats();
    expect(realtime).toMatchObject({ sockets: 1, events: 200, lostEvents: 0, slowSockets: 0 });
    expect(realtime.calls).toMatchObject({
      "POST /session/renew": { requests: 1, statuses: { 200: 1 } },
      "SUBSCRIBE /users": { requests: 1, statuses: { 200: 1 } },
    });
  });
});
