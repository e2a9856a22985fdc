import { describe, expect, test } from "vitest";
import { openShop, type Shop } from "./shop.js";
import { encode, NOW } from "./support.js";

const ids = (json: unknown) => (json as { id: string }[]).map(({ id }) => id);
const read = async (shop: Shop, user = "bo") =>
  (await shop.call("GET", "/conversations/c")).json.participants[user];

describe("DELETE of a conversation", () => {
  test("takes it with its messages and participations, and one of that ID begins empty", async () => {
    const shop = await openShop();
    await shop.say();
    expect((await shop.call("DELETE", "/conversations/c")).json).toEqual({});
    expect((await shop.call("GET", "/conversations/c")).status).toBe(404);
    expect((await shop.call("GET", "/conversations/c/messages")).status).toBe(404);
    expect((await shop.call("GET", "/users/ann/conversations")).json.data).toEqual([]);
    await shop.call("PUT", "/conversations/c", { subject: "again" });
    expect((await shop.call("GET", "/conversations/c")).json.participants).toEqual({});
    expect((await shop.call("GET", "/conversations/c/messages")).json.data).toEqual([]);
    expect((await shop.journal()).at(-2)).toMatchObject({ conversation: "c", fields: ["deleted"] });
  });

  test("takes an invented one for good, also out of its people's lists", async () => {
    const shop = await openShop({ users: 100 });
    const before = (await shop.call("GET", "/conversations?limit=30")).json.data;
    const [gone] = before.filter(({ id }) => id !== "c");
    const member = Object.keys(gone?.participants ?? {})[0] ?? "";
    await shop.call("DELETE", `/conversations/${encode(gone?.id ?? "")}`);
    const listed = async (path: string) => ids((await shop.call("GET", path)).json.data);
    expect(await listed("/conversations?limit=30")).not.toContain(gone?.id);
    expect(await listed(`/users/${encode(member)}/conversations?limit=30`)).not.toContain(gone?.id);
  });
});

describe("reading", () => {
  test("a conversation is unread by a message of somebody else, and read up to a time or to the end", async () => {
    const shop = await openShop();
    const id = await shop.say();
    expect(await read(shop)).toMatchObject({ isUnread: true });
    expect(await read(shop, "ann")).toMatchObject({ isUnread: false });
    expect((await shop.call("PATCH", "/users/bo/conversations/c", { readUntil: "sent" })).json).toEqual({});
    expect(await read(shop)).toEqual({ access: "ReadWrite", notify: true, isUnread: false });
    expect((await shop.message(id)).json.readBy).toEqual(["bo"]);
  });

  test.each([
    ["/users/cy/conversations/c", { readUntil: "sent" }, 404],
    ["/users/bo/conversations/none", { readUntil: "sent" }, 404],
    ["/users/bo/conversations/c", { readUntil: "all" }, 400],
    ["/users/bo/conversations/c", { readUntil: -1 }, 400],
    ["/users/bo/conversations/c", {}, 400],
    ["/users/bo/conversations/c", { readUntil: 1, more: 1 }, 400],
  ])("PATCH %s %j is a %i", async (path, body, status) => {
    const shop = await openShop();
    expect((await shop.call("PATCH", path, body)).status).toBe(status);
  });
});

describe("an inbound address", () => {
  test("is a participant's own, the same each time, another for each conversation", async () => {
    const shop = await openShop();
    await shop.call("PUT", "/conversations/d", { participants: ["ann"] });
    const address = async (path: string) => (await shop.call("GET", `/conversations/${path}/email`)).json;
    const [once, again, elsewhere, other] = [
      await address("c/participants/ann"),
      await address("c/participants/ann"),
      await address("d/participants/ann"),
      await address("c/participants/bo"),
    ];
    expect(once).toEqual({
      emailAddress: expect.stringMatching(/^reply\+\w+@inbound\.example\.com$/) as string,
    });
    expect(again).toEqual(once);
    expect(new Set([once, elsewhere, other].map(({ emailAddress }) => emailAddress)).size).toBe(3);
  });

  test("of nobody who takes part is a 404", async () => {
    const shop = await openShop();
    for (const path of ["c/participants/cy", "c/participants/nobody", "none/participants/ann"])
      expect((await shop.call("GET", `/conversations/${path}/email`)).status).toBe(404);
  });
});

describe("reactions", () => {
  const path = (id: string, emoji: string, user: string) =>
    `/conversations/c/messages/${id}/reactions/${encode(emoji)}/${user}`;

  test("are put once for each user and emoji, by a guest too, and taken back", async () => {
    const shop = await openShop();
    const id = await shop.say();
    for (const user of ["bo", "cy", "bo"]) await shop.call("PUT", path(id, "👍🏽", user));
    await shop.call("PUT", path(id, ":cat:", "bo"));
    expect((await shop.message(id)).json.reactions).toEqual({ "👍🏽": ["bo", "cy"], ":cat:": ["bo"] });
    await shop.call("DELETE", path(id, "👍🏽", "cy"));
    await shop.call("DELETE", path(id, ":cat:", "bo"));
    expect((await shop.message(id)).json.reactions).toEqual({ "👍🏽": ["bo"] });
  });

  test("are of people whom the app has, on messages that are there, of at most 50 kinds", async () => {
    const shop = await openShop();
    const id = await shop.say();
    expect((await shop.call("PUT", path(id, "👍", "nobody"))).status).toBe(404);
    expect((await shop.call("PUT", path("none", "👍", "bo"))).status).toBe(404);
    for (let k = 0; k < 50; k++) await shop.call("PUT", path(id, `:e${k}:`, "bo"));
    expect((await shop.call("PUT", path(id, "👍", "bo"))).status).toBe(400);
    expect((await shop.call("PUT", path(id, ":e0:", "cy"))).status).toBe(200);
  });
});

describe("an import", () => {
  const message = { type: "UserMessage", sender: "ann", text: "then", timestamp: NOW - 1e9, readBy: ["bo"] };

  test("brings messages with the times of then, twice where it is sent twice, and makes nothing unread", async () => {
    const shop = await openShop();
    const first = ids((await shop.call("POST", "/import/conversations/c/messages", [message])).json);
    const second = ids((await shop.call("POST", "/import/conversations/c/messages", [message])).json);
    expect(first).not.toEqual(second);
    const all = (await shop.call("GET", "/conversations/c/messages")).json.data;
    expect(all).toHaveLength(2);
    expect(all[0]).toMatchObject({ createdAt: NOW - 1e9, readBy: ["bo"], origin: "import", editedAt: null });
    expect(await read(shop)).toMatchObject({ isUnread: false });
  });

  test("names everything that is wrong at once, and takes none of it", async () => {
    const shop = await openShop();
    const wrong = [
      message,
      { ...message, sender: "cy" },
      { ...message, readBy: ["x"], attachmentToken: "no" },
    ];
    const { status, json } = await shop.call("POST", "/import/conversations/c/messages", wrong);
    expect(status).toBe(400);
    expect(json.reasons).toEqual([
      "1.sender: must be a participant",
      "2.text: a message has a text, an attachmentToken or a location",
      "2.readBy.0: no such user",
    ]);
    expect((await shop.call("GET", "/conversations/c/messages")).json.data).toEqual([]);
  });

  test.each([
    [[]],
    [Array.from({ length: 11 }, () => message)],
    [[{ ...message, type: "SystemMessage" }]],
    [[{ ...message, timestamp: undefined }]],
    [[{ ...message, createdAt: 1 }]],
    [{ ...message }],
  ])("refuses %#", async (body) => {
    const shop = await openShop();
    expect((await shop.call("POST", "/import/conversations/c/messages", body)).status).toBe(400);
  });
});

describe("sending", () => {
  test("with a key that sent a message before is that message", async () => {
    const shop = await openShop();
    expect(await shop.say({ idempotencyKey: "k" })).toBe(await shop.say({ idempotencyKey: "k" }));
    expect((await shop.call("GET", "/conversations/c/messages")).json.data).toHaveLength(1);
  });

  test("takes a location instead of a text, and answers it as it was sent", async () => {
    const shop = await openShop();
    const id = await shop.say({ text: undefined, location: [4.9, 52.4] });
    expect((await shop.message(id)).json).toMatchObject({ text: null, location: [4.9, 52.4] });
  });

  test.each([
    { text: undefined },
    { location: [1, 2] },
    { text: undefined, attachmentToken: "none" },
    { referencedMessageId: "none" },
    { sender: "cy" },
    { type: "SystemMessage" },
  ])("refuses %j", async (more) => {
    const shop = await openShop();
    const sent = [{ type: "UserMessage", sender: "ann", text: "hello", ...more }];
    expect((await shop.call("POST", "/conversations/c/messages", sent)).status).toBe(400);
  });
});

test("presences are of those who are online, and background sessions only where they are asked for", async () => {
  const shop = await openShop();
  const online = { type: "user", online: true, data: { id: "di/1", name: "Di", createdAt: NOW } };
  await shop.inspect("POST", "import", JSON.stringify(online));
  const ask = async (body: object) => (await shop.call("POST", "/presences", body)).json.data;
  expect(await ask({})).toEqual({});
  expect(await ask({ includeBackgroundSessions: true })).toMatchObject({
    "di/1": { status: "online", widgets: [], backgroundSessions: [{ selectedConversationId: null }] },
  });
  expect(await ask({ includeBackgroundSessions: true, userIds: ["ann", "nobody"] })).toEqual({});
  expect((await shop.call("POST", "/presences", { online: true })).status).toBe(400);
});
