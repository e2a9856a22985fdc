import { describe, expect, test } from "vitest";
import { NEWEST_API_VERSION } from "../../src/sandbox/api/api-version.js";
import { encode, NOW, pages, start, type SandboxHarness } from "./support.js";

/** TalkJS's document of its users, statement by statement, by a plain HTTP client. */
const HOUR = 3_600_000;

const all = {
  name: "Ann",
  email: ["ann@example.com", "a@example.test"],
  welcomeMessage: "Hi",
  photoUrl: "https://img.example.com/ann",
  role: "buyer",
  phone: ["+1-555-0100"],
  custom: { plan: "pro" },
  pushTokens: { "fcm:one": true, "apns:two": true },
};

async function withAnn(fields: object = { name: "Ann" }) {
  const harness = await start({ users: 0 });
  expect((await harness.call("PUT", "/users/ann", fields)).json).toEqual({});
  const ann = async () => (await harness.call("GET", "/users/ann")).json;
  const put = async (edit: object) => (await harness.call("PUT", "/users/ann", edit)).status;
  return { harness, ann, put };
}

describe("creating or updating a user", () => {
  test("takes every documented field and answers it back", async () => {
    const { ann } = await withAnn(all);
    expect(await ann()).toEqual({ id: "ann", createdAt: expect.any(Number) as number, ...all });
  });

  test.each([
    ["name", 1],
    ["email", "ann@example.com"],
    ["email", [1]],
    ["welcomeMessage", 1],
    ["photoUrl", ["x"]],
    ["role", {}],
    ["phone", "+1-555-0100"],
    ["custom", { key: 1 }],
    ["custom", ["x"]],
    ["pushTokens", { "fcm:one": false }],
    ["pushTokens", ["fcm:one"]],
    ["availabilityText", 1],
    ["locale", 1],
    ["headerPhotoUrl", 1],
  ])("refuses %s as %j", async (field, value) => {
    const { put, ann } = await withAnn();
    const before = await ann();
    expect(await put({ [field]: value })).toBe(400);
    expect(await ann()).toEqual(before);
  });

  test("needs a name for somebody new, and never takes it away", async () => {
    const { harness, put } = await withAnn();
    expect((await harness.call("PUT", "/users/new", { email: null })).status).toBe(400);
    expect([await put({ name: null }), await put({ name: "" })]).toEqual([400, 400]);
  });

  test("a field that is left out stays, and null clears it", async () => {
    const { ann, put } = await withAnn(all);
    await put({ welcomeMessage: "Hello" });
    expect(await ann()).toMatchObject({ ...all, welcomeMessage: "Hello" });
    const cleared = ["email", "welcomeMessage", "photoUrl", "role", "phone", "custom", "pushTokens"];
    await put(Object.fromEntries(cleared.map((field) => [field, null])));
    expect(await ann()).toMatchObject({
      email: null,
      welcomeMessage: null,
      photoUrl: null,
      role: null,
      phone: null,
    });
    expect((await ann()).custom).toEqual({});
    expect((await ann()).pushTokens).toBeNull();
  });

  test("registers a device by true, unregisters it by null, and all of them by null for the whole", async () => {
    const { ann, put } = await withAnn(all);
    await put({ pushTokens: { "fcm:one": null, "apns:three": true } });
    expect((await ann()).pushTokens).toEqual({ "apns:two": true, "apns:three": true });
    await put({ pushTokens: null });
    expect((await ann()).pushTokens).toBeNull();
  });

  test.each(["one", "web:one", "fcm:", ":one", "FCM:one"])("refuses the push token %j", async (token) => {
    const { put } = await withAnn();
    expect(await put({ pushTokens: { [token]: true } })).toBe(400);
  });

  test("takes what answers have beside the documented request: availabilityText, locale, headerPhotoUrl", async () => {
    const more = {
      availabilityText: "Back soon",
      locale: "de-DE",
      headerPhotoUrl: "https://img.example.com/h",
    };
    const { ann } = await withAnn({ name: "Ann", ...more });
    expect(await ann()).toMatchObject(more);
  });
});

test("no call deletes a user", async () => {
  const { harness, ann } = await withAnn();
  expect((await harness.call("DELETE", "/users/ann")).status).toBe(404);
  expect((await ann()).name).toBe("Ann");
});

/** Four conversations of Ann's: `c1` to `c4` by creation, whose last messages came in the order c3, c1, c4; c2 has none. */
async function withFour() {
  const { harness } = await withAnn();
  const participant = { access: "ReadWrite", notify: true };
  const created = (n: number) => NOW - (10 - n) * 24 * HOUR;
  const talks = ["c1", "c2", "c3", "c4"].map((id, k) => ({
    type: "conversation",
    data: {
      id,
      createdAt: created(k + 1),
      custom: id === "c2" ? {} : { category: id === "c1" ? "shoes" : "bikes" },
      participants: {
        ann: { ...participant, isUnread: id === "c3", access: id === "c4" ? "Read" : "ReadWrite" },
      },
    },
  }));
  const messages = [["c3", 3], ["c1", 2], ["c4", 1]].map(([conversationId, hours]) => ({
    type: "message",
    data: { id: `m-${conversationId}`, conversationId, type: "UserMessage", senderId: "bo", text: "hi", createdAt: NOW - Number(hours) * HOUR },
  })); // prettier-ignore
  await harness.inspect(
    "POST",
    "import",
    [...talks, ...messages].map((line) => JSON.stringify(line)).join("\n"),
  );
  return harness;
}

async function listed(
  harness: SandboxHarness,
  query: string,
  version = NEWEST_API_VERSION,
): Promise<string | number> {
  const headers = { authorization: `Bearer ${harness.sandbox.secretKey}`, "talkjs-rest-version": version };
  const { status, json } = await harness.call("GET", `/users/ann/conversations${query}`, undefined, headers);
  return status === 200 ? json.data.map(({ id }) => id).join() : status;
}

const filter = (value: unknown) => `?filter=${encode(JSON.stringify(value))}`;
const hoursAgo = (hours: number) => NOW - hours * HOUR;

describe("listing a user's conversations", () => {
  test("answers them in `data`, each as the conversation itself is answered", async () => {
    const harness = await withFour();
    const { json } = await harness.call("GET", "/users/ann/conversations?limit=1");
    expect(json.data).toEqual([(await harness.call("GET", "/conversations/c4")).json]);
  });

  test.each([
    ["the order of the last activity, latest first, by default", "", "c4,c1,c3,c2"],
    ["orderBy=lastActivity", "?orderBy=lastActivity", "c4,c1,c3,c2"],
    ["orderBy=createdAt", "?orderBy=createdAt", "c4,c3,c2,c1"],
    ["orderDirection=DESC", "?orderBy=createdAt&orderDirection=DESC", "c4,c3,c2,c1"],
    ["orderDirection=ASC by activity", "?orderDirection=ASC", "c2,c3,c1,c4"],
    ["orderDirection=ASC by creation", "?orderBy=createdAt&orderDirection=ASC", "c1,c2,c3,c4"],
    ["startingAfter by activity", "?startingAfter=c1", "c3,c2"],
    ["startingAfter by activity, oldest first", "?startingAfter=c3&orderDirection=ASC", "c1,c4"],
    ["startingAfter by creation", "?startingAfter=c3&orderBy=createdAt", "c2,c1"],
    ["offsetTs by activity", `?offsetTs=${hoursAgo(1.5)}`, "c1,c3,c2"],
    ["offsetTs, oldest first", `?offsetTs=${hoursAgo(2.5)}&orderDirection=ASC`, "c1,c4"],
    ["lastMessageBefore", `?lastMessageBefore=${hoursAgo(1.5)}`, "c1,c3"],
    ["lastMessageAfter", `?lastMessageAfter=${hoursAgo(2.5)}`, "c4,c1"],
    ["both ends of a window", `?lastMessageAfter=${hoursAgo(2.5)}&lastMessageBefore=${hoursAgo(1.5)}`, "c1"],
    ["unreadsOnly=true", "?unreadsOnly=true", "c3"],
    ["unreadsOnly=false", "?unreadsOnly=false", "c4,c1,c3,c2"],
    ["filter access !=", filter({ access: ["!=", "None"] }), "c4,c1,c3,c2"],
    ["filter access == ReadWrite", filter({ access: ["==", "ReadWrite"] }), "c1,c3,c2"],
    ["filter access == Read", filter({ access: ["==", "Read"] }), "c4"],
    ["filter custom ==", filter({ custom: { category: ["==", "shoes"] } }), "c1"],
    ["filter custom !=", filter({ custom: { category: ["!=", "shoes"] } }), "c4,c3,c2"],
    ["filter custom exists", filter({ custom: { category: "exists" } }), "c4,c1,c3"],
    ["filter custom !exists", filter({ custom: { category: "!exists" } }), "c2"],
    ["both filters", filter({ custom: { category: "exists" }, access: ["==", "ReadWrite"] }), "c1,c3"],
    ["limit", "?limit=2", "c4,c1"],
  ])("by %s", async (_, query, ids) => {
    expect(await listed(await withFour(), query)).toBe(ids);
  });

  test.each([
    "?orderBy=name", "?orderDirection=UP", "?offsetTs=yesterday", "?lastMessageBefore=x", "?lastMessageAfter=-1",
    "?unreadsOnly=1", "?limit=0", "?limit=31", "?limit=x", "?startingAfter=none", "?filter=x", "?unknown=1",
    filter({ access: ["==", "Write"] }), filter({ access: [">", "Read"] }), filter({ custom: { k: ["exists"] } }),
    filter({ subject: ["==", "x"] }),
  ])("refuses %s", async (query) => {
    expect(await listed(await withFour(), query)).toBe(400);
  }); // prettier-ignore

  test("is by creation, newest first, and can't be changed before version 2021-02-09", async () => {
    const harness = await withFour();
    expect(await listed(harness, "", "2021-02-08")).toBe("c4,c3,c2,c1");
    for (const query of ["?orderBy=createdAt", "?orderDirection=ASC", `?offsetTs=${NOW}`])
      expect(await listed(harness, query, "2021-02-08")).toBe(400);
  });

  test("pages through all of them in either order, each once", async () => {
    const harness = await withFour();
    for (const query of ["limit=1", "limit=3&orderBy=createdAt&orderDirection=ASC"])
      expect((await pages(harness, "/users/ann/conversations", query)).map(({ id }) => id).toSorted()).toEqual([
        "c1", "c2", "c3", "c4",
      ]); // prettier-ignore
  });
});

describe("listing all users", () => {
  test("answers them in `data`, each as the user itself is answered, in pages of 1 to 100, 10 without a limit", async () => {
    const harness = await start({ users: 150 });
    const { json } = await harness.call("GET", "/users");
    expect(json.data).toHaveLength(10);
    const [first] = json.data;
    expect((await harness.call("GET", `/users/${encode(first?.id ?? "")}`)).json).toEqual(first);
    expect(await pages(harness, "/users", "limit=100")).toHaveLength(150);
    expect(await pages(harness, "/users", "limit=1")).toHaveLength(150);
    for (const limit of ["0", "101", "-1", "x"])
      expect((await harness.call("GET", `/users?limit=${limit}`)).status).toBe(400);
  });

  test("takes isOnline=true and isOnline=false", async () => {
    const harness = await start({ users: 0 });
    const users = ["on", "off"].map((id) => ({ type: "user", online: id === "on", data: { id, name: id } }));
    await harness.inspect("POST", "import", users.map((line) => JSON.stringify(line)).join("\n"));
    const ids = async (query: string) =>
      (await harness.call("GET", `/users${query}`)).json.data.map(({ id }) => id);
    expect([await ids("?isOnline=true"), await ids("?isOnline=false")]).toEqual([["on"], ["off"]]);
    expect((await harness.call("GET", "/users?isOnline=maybe")).status).toBe(400);
  });
});
