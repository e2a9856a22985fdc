import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createHmac } from "node:crypto";
import { onTestFinished, expect, test, vi } from "vitest";
import { EVENTS } from "../../src/sandbox/webhooks/events.js";
import { openShop, type Shop } from "./shop.js";

interface Received {
  headers: IncomingMessage["headers"];
  body: string;
  event: { type: string; createdAt: number; data: Record<string, Record<string, unknown> | null> };
}

/** A receiver that keeps what it gets; `answer` may answer otherwise than with 200. */
async function receiver(answer: (res: ServerResponse, nth: number) => void = (res) => res.end()) {
  const received: Received[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      received.push({ headers: req.headers, body, event: JSON.parse(body) as Received["event"] });
      answer(res, received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const types = () => received.map(({ event }) => event.type);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received, types };
}

const arrived = async (types: () => string[], ...wanted: string[]) =>
  vi.waitFor(() => expect(types().toSorted()).toEqual(wanted.toSorted()), { timeout: 10_000 });
const statsOf = async (shop: Shop) => (await shop.stats()).webhooks;

test("each change is one event, signed over its time and its raw body as TalkJS signs", async () => {
  const { url, received, types } = await receiver();
  const shop = await openShop();
  await shop.settings({ webhook: { url } });
  await shop.call("PUT", "/users/di", { name: "Dï <&>" });
  await shop.call("PUT", "/users/di", { name: "Di" });
  await shop.call("PUT", "/users/di", { name: "Di" });
  const id = await shop.say({ text: "see <!!mention:bo|Bo B>" });
  await shop.call("PATCH", "/users/bo/conversations/c", { readUntil: "sent" });
  await shop.call("PUT", `/conversations/c/messages/${id}`, { text: "x" });
  await shop.call("DELETE", `/conversations/c/messages/${id}`);
  await shop.call("DELETE", "/conversations/c");
  const wanted = ["user.created", "user.updated", "message.sent", "message.read", "message.updated"];
  await arrived(types, ...wanted, "message.deleted", "conversation.deleted");
  for (const { headers, body, event } of received) {
    const timestamp = String(headers["x-talkjs-timestamp"]);
    expect(Math.abs(Date.now() - Number(timestamp))).toBeLessThan(60_000);
    const hmac = createHmac("sha256", shop.sandbox.secretKey).update(`${timestamp}.${body}`);
    expect(headers["x-talkjs-signature"]).toBe(hmac.digest("hex").toUpperCase());
    expect(headers["content-type"]).toBe("application/json");
    expect(event.createdAt).toBeGreaterThan(0);
  }
  const data = (type: string) => received.find(({ event }) => event.type === type)?.event.data;
  expect(data("user.created")?.user).toMatchObject({ id: "di", name: "Dï <&>" });
  expect(data("message.sent")).toMatchObject({
    sender: { id: "ann" },
    conversation: { id: "c" },
    message: { id },
  });
  expect(data("message.read")).toMatchObject({ recipient: { id: "bo" }, message: { id, readBy: ["bo"] } });
  expect(data("message.updated")?.message).toMatchObject({ text: "x" });
});

test("a bulk edit of a hundred users fires a hundred, an import and a look none", async () => {
  const { url, types } = await receiver();
  const shop = await openShop({ users: 200 });
  await shop.settings({ webhook: { url } });
  const users = (await shop.call("GET", "/users?limit=100")).json.data;
  const edit = Object.fromEntries(
    users.map(({ id }) => [id, { name: "[DELETED]", custom: { blanked: "yes" } }]),
  );
  expect((await shop.call("PUT", "/users", edit)).status).toBe(200);
  const message = { type: "UserMessage", sender: "ann", text: "then", timestamp: 1, readBy: [] };
  await shop.call("POST", "/import/conversations/c/messages", [message]);
  await vi.waitFor(() => expect(types()).toHaveLength(100), { timeout: 10_000 });
  await shop.call("PUT", "/users/ann", { name: "last" });
  await vi.waitFor(() => expect(types()).toHaveLength(101), { timeout: 10_000 });
  expect(new Set(types())).toEqual(new Set(["user.updated"]));
});

test("anything but a 200 is tried once more, and then never", async () => {
  const { url, types } = await receiver((res, nth) =>
    res.writeHead(nth === 1 ? 500 : nth === 2 ? 200 : 302).end(),
  );
  const shop = await openShop();
  await shop.settings({ webhook: { url, retryAfterMs: 0 } });
  await shop.call("PUT", "/users/di", { name: "Di" });
  await arrived(types, "user.created", "user.created");
  await shop.call("PUT", "/users/ed", { name: "Ed" });
  await arrived(types, "user.created", "user.created", "user.created", "user.created");
  await vi.waitFor(async () =>
    expect(await statsOf(shop)).toEqual({ sent: 2, retried: 2, failed: 1, lost: 0, waiting: 0 }),
  );
});

test("a share of the events is lost, the same one for the same seed", async () => {
  const kept = async () => {
    const { url, received } = await receiver();
    const shop = await openShop({ settings: { webhook: { url, lose: 0.5 } } });
    for (let k = 0; k < 40; k++) await shop.call("PUT", `/users/u${k}`, { name: "U" });
    await vi.waitFor(async () => expect((await statsOf(shop)).waiting).toBe(0));
    const { sent, lost } = await statsOf(shop);
    await vi.waitFor(() => expect(received).toHaveLength(sent), { timeout: 10_000 });
    // Ann, Bo and Cy were made before.
    expect(sent + lost).toBe(43);
    return received.map(({ event }) => String(event.data.user?.id)).toSorted();
  };
  const first = await kept();
  expect(first.length).toBeGreaterThan(5);
  expect(first.length).toBeLessThan(38);
  expect(await kept()).toEqual(first);
});

test.each([
  ["updatedEvent", "new-text", "message.updated", { message: { text: "after" }, previousMessage: undefined }],
  ["updatedEvent", "both-texts", "message.updated", { previousMessage: { text: "before" } }],
  ["deletedEvent", "text", "message.deleted", { message: { text: "after" }, conversation: { id: "c" } }],
  ["deletedEvent", "id-only", "message.deleted", { message: { text: undefined }, conversation: undefined }],
])("%s: %s", async (name, answer, type, wanted) => {
  const { url, received, types } = await receiver();
  const shop = await openShop({ settings: { assumed: { [name]: answer } } });
  const id = await shop.say({ text: "before" });
  await shop.settings({ webhook: { url } });
  await shop.call("PUT", `/conversations/c/messages/${id}`, { text: "after" });
  await shop.call("DELETE", `/conversations/c/messages/${id}`);
  await arrived(types, "message.updated", "message.deleted");
  const { data } = received.find(({ event }) => event.type === type)?.event ?? {};
  for (const [part, fields] of Object.entries<object | undefined>(wanted)) {
    if (fields === undefined) expect(data?.[part]).toBeUndefined();
    else
      for (const [field, value] of Object.entries<unknown>({ ...fields }))
        expect(data?.[part]?.[field]).toEqual(value);
  }
});

/** Bo has an address, and is notified of what he misses once the test says so. */
async function missedByBo(shop: Shop, url: string): Promise<void> {
  await shop.call("PUT", "/users/bo", { email: ["bo@example.com"] });
  await shop.settings({ webhook: { url } });
}
const notify = (shop: Shop) => shop.inspect("POST", "notifications");

test("missed messages of a conversation are notified together, by e-mail to whoever has an address", async () => {
  const { url, received, types } = await receiver();
  const shop = await openShop();
  await missedByBo(shop, url);
  for (const text of ["1", "2"]) await shop.say({ text });
  await shop.say({ type: "SystemMessage", sender: undefined, text: "3" });
  await notify(shop);
  await vi.waitFor(() => expect(types()).toContain("notification.triggered"), { timeout: 10_000 });
  const triggered = received.filter(({ event }) => event.type === "notification.triggered");
  expect(triggered).toHaveLength(1);
  expect(triggered[0]?.event.data).toMatchObject({
    recipient: { id: "bo" },
    sender: { id: "ann" },
    messages: [{ text: "1" }, { text: "2" }],
  });
});

test.each([
  ["as-sent", "before"],
  ["as-edited", "after"],
])("a message that was edited before its notification is shown %s", async (answer, text) => {
  const { url, received, types } = await receiver();
  const shop = await openShop({ settings: { assumed: { pendingNotification: answer } } });
  await missedByBo(shop, url);
  const id = await shop.say({ text: "before" });
  await shop.call("PUT", `/conversations/c/messages/${id}`, { text: "after" });
  await notify(shop);
  await vi.waitFor(() => expect(types()).toContain("notification.triggered"), { timeout: 10_000 });
  const shown = received.find(({ event }) => event.type === "notification.triggered")?.event.data.messages;
  expect(shown).toMatchObject([{ text }]);
});

/** Notifies Di, who has an address, of a message elsewhere, and whoever else waits. */
async function notifyDi(shop: Shop, received: Received[]): Promise<(string | undefined)[]> {
  await shop.call("PUT", "/users/di", { name: "Di", email: ["di@example.com"] });
  await shop.call("PUT", "/conversations/d", { participants: ["ann", "di"] });
  const sent = [{ type: "UserMessage", sender: "ann", text: "hello" }];
  await shop.call("POST", "/conversations/d/messages", sent);
  await notify(shop);
  const notified = () =>
    received.flatMap(({ event }) =>
      event.type === "notification.triggered" ? [event.data.recipient?.id as string] : [],
    );
  await vi.waitFor(() => expect(notified()).toContain("di"), { timeout: 10_000 });
  return notified();
}

test.each([
  ["no", ["di"]],
  ["yes", ["bo", "di"]],
])("whether an edit notifies: %s", async (answer, notified) => {
  const { url, received } = await receiver();
  const shop = await openShop({ settings: { assumed: { editNotifies: answer } } });
  const id = await shop.say();
  await missedByBo(shop, url);
  await shop.call("PUT", `/conversations/c/messages/${id}`, { text: "x" });
  expect(await notifyDi(shop, received)).toEqual(notified);
});

test("whoever read the messages in time is not notified", async () => {
  const { url, received } = await receiver();
  const shop = await openShop();
  await missedByBo(shop, url);
  await shop.say();
  await shop.call("PATCH", "/users/bo/conversations/c", { readUntil: "sent" });
  expect(await notifyDi(shop, received)).toEqual(["di"]);
});

test("whoever isn't read to is notified after a while by itself", async () => {
  const { url, types } = await receiver();
  const shop = await openShop();
  await missedByBo(shop, url);
  await shop.settings({ webhook: { notifyAfterMs: 0 } });
  await shop.say();
  await vi.waitFor(() => expect(types()).toContain("notification.triggered"), { timeout: 10_000 });
});

test("in time every documented event has been sent", async () => {
  const { url, types } = await receiver();
  const shop = await openShop({ seed: 3 });
  await missedByBo(shop, url);
  const id = await shop.say();
  for (let k = 0; k < 60; k++) {
    await shop.call("PUT", `/conversations/n${k}`, { participants: ["ann", "bo"] });
    const sent = [{ type: "UserMessage", sender: "ann", text: `see https://example.com/${k}` }];
    await shop.call("POST", `/conversations/n${k}/messages`, sent);
  }
  await notify(shop);
  await shop.call("PATCH", "/users/bo/conversations/c", { readUntil: "sent" });
  await shop.call("PUT", `/conversations/c/messages/${id}`, { text: "x" });
  await shop.call("DELETE", `/conversations/c/messages/${id}`);
  await shop.call("DELETE", "/conversations/c");
  await shop.call("PUT", "/users/di", { name: "Di" });
  await shop.call("PUT", "/users/di", { name: "D" });
  await vi.waitFor(() => expect([...new Set(types())].toSorted()).toEqual([...EVENTS].toSorted()), {
    timeout: 20_000,
  });
});
