import type {
  ConversationFilter,
  ConversationSnapshot,
  MessageSnapshot,
  ParticipantSnapshot,
  SingleReactionSnapshot,
  TypingSnapshot,
  UserOnlineSnapshot,
  UserSnapshot,
} from "@talkjs/core";
import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import { REALTIME_ROUTES } from "../../../src/sandbox/realtime/keys.js";
import { until } from "../../support/until.js";
import { start, type SandboxHarness } from "../support.js";
import { shown, talk, type Shown } from "./client.js";
import { seg, userToken } from "./socket.js";

const ANN = "ann/1 %é件";
const BO = "bo@example.com";
const C = "c/1 %é件";

const aTime: unknown = expect.any(Number);

/** What the client warns of is a mistake of the sandbox. */
let warned: MockInstance<typeof console.warn>;

beforeEach(() => {
  warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
});

afterEach(() => expect(warned.mock.calls).toEqual([]));

/** Ann and Bo, both logged in, in a conversation with each other. */
async function pair(harness: SandboxHarness) {
  const [ann, bo] = [ANN, BO].map((userId) => talk(harness.sandbox, { userId }));
  if (ann === undefined || bo === undefined) throw new Error("nobody is there");
  await Promise.all([
    ann.currentUser.createIfNotExists({ name: "Ann" }),
    bo.currentUser.createIfNotExists({ name: "Bo" }),
  ]);
  await ann.conversation(C).createIfNotExists({ subject: "S" });
  await ann.conversation(C).participant(BO).createIfNotExists();
  return { ann, bo, ofAnn: ann.conversation(C), ofBo: bo.conversation(C) };
}

describe("the published client", () => {
  test("writes, reads and watches users", async () => {
    const harness = await start({ users: 0 });
    const ann = talk(harness.sandbox, { userId: ANN });
    expect(await ann.currentUser.get()).toBeNull();
    await expect(ann.currentUser.set({ email: "ann@example.com" })).rejects.toThrow("name");
    await ann.currentUser.createIfNotExists({ name: "Ann", email: "ann@example.com", custom: { a: "1" } });
    await ann.currentUser.createIfNotExists({ name: "Other" });
    const seen = await shown<UserSnapshot | null>((show) => ann.currentUser.subscribe(show));
    expect(seen.all).toEqual([
      {
        id: ANN,
        name: "Ann",
        custom: { a: "1" },
        locale: "en-US",
        photoUrl: null,
        role: "default",
        welcomeMessage: null,
      },
    ]);
    await ann.currentUser.set({
      role: "seller",
      custom: { a: null, b: "2" },
      phone: "+15550100",
      locale: "nl",
    });
    await seen.until(
      "the edit",
      (user) => user?.role === "seller" && user.custom.b === "2" && user.locale === "nl",
    );
    await harness.call("PUT", `/users/${seg(ANN)}`, { name: "By REST", custom: null });
    expect(await seen.until("REST's edit", (user) => user?.name === "By REST")).toMatchObject({ custom: {} });
    await ann.currentUser.set({ role: null, locale: null });
    await seen.until("the defaults", (user) => user?.role === "default" && user.locale === "en-US");
    expect((await harness.call("GET", `/users/${seg(ANN)}`)).json).toMatchObject({
      email: ["ann@example.com"],
      phone: ["+15550100"],
      role: "default",
      locale: null,
    });
    const nobody = await shown<UserSnapshot | null>((show) => ann.user("new").subscribe(show));
    await harness.call("PUT", "/users/new", { name: "New" });
    await nobody.until("who is new", (user) => user?.name === "New");
    expect(await Promise.all([ANN, "new", "none"].map((id) => ann.user(id).get()))).toEqual([
      expect.objectContaining({ name: "By REST" }),
      expect.objectContaining({ name: "New" }),
      null,
    ]);
  });

  test("shows who is online", async () => {
    const harness = await start({ users: 0 });
    const ann = talk(harness.sandbox, { userId: ANN });
    const online = await shown<UserOnlineSnapshot | null>((show) => ann.user(BO).subscribeOnline(show));
    expect(online.all).toEqual([null]);
    await harness.call("PUT", `/users/${seg(BO)}`, { name: "Bo" });
    await online.until("he exists", (seen) => seen?.isConnected === false);
    const bo = talk(harness.sandbox, { userId: BO });
    await bo.currentUser.get();
    expect(await online.until("he is there", (seen) => seen?.isConnected === true)).toMatchObject({
      user: { name: "Bo" },
    });
  });

  test("makes, joins, writes, lists and watches conversations and who takes part", async () => {
    const harness = await start({ users: 0 });
    const [ann, bo] = [talk(harness.sandbox, { userId: ANN }), talk(harness.sandbox, { userId: BO })];
    await ann.currentUser.createIfNotExists({ name: "Ann" });
    const list = await shown<ConversationSnapshot[]>((show) => ann.subscribeConversations(show));
    const filter: ConversationFilter = { access: ["==", "Read"] };
    const read = await shown<ConversationSnapshot[]>((show) => ann.subscribeConversations({ filter }, show));
    const conversation = ann.conversation(C);
    expect(await conversation.get()).toBeNull();
    const seen = await shown<ConversationSnapshot | null>((show) => conversation.subscribe(show));
    await conversation.createIfNotExists({
      subject: "S",
      welcomeMessages: ["Hi"],
      custom: { a: "1" },
      notify: false,
    });
    await conversation.createIfNotExists({ subject: "Other" });
    expect(await seen.until("it is there", (side) => side !== null)).toMatchObject({
      id: C,
      subject: "S",
      photoUrl: null,
      welcomeMessages: ["Hi"],
      custom: { a: "1" },
      createdAt: aTime,
      joinedAt: aTime,
      readUntil: aTime,
      everyoneReadUntil: aTime,
      lastMessage: null,
      unreadMessageCount: 0,
      isUnread: false,
      access: "ReadWrite",
      notify: false,
    });
    await list.until("it is listed", ([first]) => first?.id === C);
    await conversation.set({ subject: null, custom: { b: "2" }, notify: "MentionsOnly" });
    await seen.until("the edit", (side) => side?.subject === null && side.notify === "MentionsOnly");
    await harness.call("PUT", `/conversations/${seg(C)}`, { subject: "By REST" });
    await seen.until("REST's edit", (side) => side?.subject === "By REST" && side.custom.b === "2");

    await bo.currentUser.createIfNotExists({ name: "Bo" });
    const ofBo = await shown<ConversationSnapshot | null>((show) => bo.conversation(C).subscribe(show));
    const people = await shown<ParticipantSnapshot[] | null>((show) =>
      conversation.subscribeParticipants(show),
    );
    const him = conversation.participant(bo.currentUser.id);
    expect(await him.get()).toBeNull();
    await expect(bo.conversation(C).participant(ANN).get()).rejects.toThrow("NOT_A_PARTICIPANT");
    await expect(him.edit({ notify: true })).rejects.toThrow("PARTICIPANT_NOT_FOUND");
    await him.createIfNotExists({ access: "Read" });
    await him.createIfNotExists();
    await people.until("he is in", (all) => all?.length === 2);
    await ofBo.until("he sees it", (side) => side?.access === "Read");
    const watched = await shown<ParticipantSnapshot | null>((show) => him.subscribe(show));
    expect(watched.all[0]).toMatchObject({
      user: { name: "Bo" },
      access: "Read",
      notify: true,
      joinedAt: aTime,
    });
    await him.set({ access: "ReadWrite", notify: false });
    await him.edit({ notify: "MentionsOnly" });
    await watched.until("the edit", (one) => one?.access === "ReadWrite" && one.notify === "MentionsOnly");
    await ofBo.until("he sees that", (side) => side?.access === "ReadWrite");
    await conversation.participant(ann.currentUser).set({ access: "Read" });
    await read.until("it passes the filter", ([first]) => first?.id === C);
    await him.delete();
    await him.delete();
    await people.until("he is out", (all) => all?.length === 1);
    await ofBo.until("he sees it no more", (side) => side === null);
    await watched.until("he is none", (one) => one === null);
    await harness.call("DELETE", `/conversations/${seg(C)}`);
    await seen.until("it is deleted", (side) => side === null);
    await list.until("it is listed no more", (all) => all.length === 0);
  });

  test("sends, edits, deletes, answers and reacts to messages", async () => {
    const harness = await start({ users: 0 });
    const { ofAnn, ofBo } = await pair(harness);
    const ofConversation = await shown<ConversationSnapshot | null>((show) => ofBo.subscribe(show));
    const messages = await shown<MessageSnapshot[] | null>((show) => ofBo.subscribeMessages(show));
    const first = await ofAnn.send(
      "*Hello* @ bo@example.com, +31 20 123 4567, <!!mention:a%2F1|Al>\n- one\n- two",
    );
    const [parsed] = (await messages.until("it is there", (all) => all?.length === 1)) ?? [];
    expect(parsed).toMatchObject({
      id: first.id,
      type: "UserMessage",
      sender: { name: "Ann" },
      origin: "rest",
    });
    expect(JSON.stringify(parsed?.content)).toContain('"type":"bulletList"');
    expect(JSON.stringify(parsed?.content)).toContain('"url":"mailto:bo@example.com"');
    expect(JSON.stringify(parsed?.content)).toContain('"url":"tel:+31201234567"');
    expect(parsed?.plaintext).toContain("@Al");
    await ofConversation.until("it is unread", (side) => side?.unreadMessageCount === 1 && side.isUnread);

    const reply = await ofBo.send({ text: "Agreed", referencedMessage: first, custom: { priority: "HIGH" } });
    const place = await ofAnn.send({ content: [{ type: "location", latitude: 42.43, longitude: -83.99 }] });
    const all = await messages.until("three", (all) => all?.length === 3);
    expect(all?.map(({ id }) => id)).toEqual([place.id, reply.id, first.id]);
    expect(all?.[1]).toMatchObject({ custom: { priority: "HIGH" }, referencedMessage: { id: first.id } });
    await ofConversation.until("the last one", (side) => side?.lastMessage?.id === place.id);
    await place.edit("no place");
    await first.edit({ text: "edited", custom: { a: "1" } });
    await first.edit({ content: [{ type: "text", children: [{ type: "bold", children: ["bold"] }] }] });
    await harness.call("PUT", `/conversations/${seg(C)}/messages/${reply.id}`, { text: "By REST" });
    await messages.until(
      "the edits",
      (all) =>
        all?.map(({ plaintext }) => plaintext).join() === "no place,By REST,bold" &&
        all[0]?.editedAt !== null,
    );
    expect(await first.get()).toMatchObject({ custom: { a: "1" }, plaintext: "bold" });
    expect(await ofBo.message(reply.id).get()).toMatchObject({ referencedMessage: { plaintext: "bold" } });
    await expect(ofBo.message(first.id).edit("not mine")).rejects.toThrow("UNAUTHORIZED_TO_EDIT_MESSAGE");

    const thumbs = await shown<SingleReactionSnapshot[] | null>((show) =>
      ofAnn.message(reply.id).reactions("👍").subscribe(show),
    );
    await ofBo.message(reply.id).reactions("👍").add();
    await ofAnn.message(reply.id).reactions("👍").add();
    await ofAnn.message(reply.id).reaction(":cat:").add();
    await thumbs.until("both", (all) => all?.map(({ user }) => user.name).join() === "Bo,Ann");
    await messages.until("they are counted", (all) => all?.[1]?.reactions.length === 2);
    expect((await ofBo.message(reply.id).get())?.reactions).toEqual([
      { emoji: "👍", count: 2, currentUserReacted: true },
      { emoji: ":cat:", count: 1, currentUserReacted: false },
    ]);
    expect(await ofBo.message(reply.id).reactions("👍").getFirstReactions()).toHaveLength(2);
    await ofBo.message(reply.id).reactions("👍").remove();
    await ofBo.message(reply.id).reactions("👍").remove();
    await thumbs.until("one is left", (all) => all?.length === 1);

    expect(await first.translate("nl-NL")).toMatchObject({
      plaintext: expect.stringContaining("not translated") as string,
    });
    expect(await ofAnn.message("none").translate("nl")).toBeNull();
    await place.delete();
    await place.delete();
    await ofConversation.until("the one before", (side) => side?.lastMessage?.id === reply.id);
    await first.delete();
    const left = await messages.until("one is left", (all) => all?.length === 1);
    expect(left?.[0]).toMatchObject({ id: reply.id, referencedMessage: null });
    expect(await ofAnn.message(first.id).get()).toBeNull();
  });

  test("pages through messages, people, conversations and reactions", async () => {
    const harness = await start({ users: 0 });
    const { ann, ofAnn } = await pair(harness);
    const ids = Array.from({ length: 35 }, (_, i) => `u${i}`);
    await harness.call("PUT", "/users", Object.fromEntries(ids.map((id) => [id, { name: id }])));
    await harness.call("PUT", `/conversations/${seg(C)}`, { participants: ids });
    for (let i = 0; i < 35; i++) {
      await harness.call("PUT", `/conversations/${i}`, { participants: [ANN] });
      const post = [{ type: "UserMessage", sender: BO, text: `${i}` }];
      await harness.call("POST", `/conversations/${seg(C)}/messages`, post);
    }
    const last = await ofAnn.send("react");
    for (const id of ids) {
      const path = `/conversations/${seg(C)}/messages/${last.id}/reactions/${seg("👍")}/${id}`;
      await harness.call("PUT", path, {});
    }
    const lists = [
      [ofAnn.subscribeMessages(), 30, 36],
      [ofAnn.subscribeParticipants(), 10, 37],
      [ann.subscribeConversations(), 20, 36],
      [last.reactions("👍").subscribe(), 30, 35],
    ] as const;
    for (const [subscription, first, all] of lists) {
      const { latestSnapshot, loadedAll } = await subscription.connected;
      expect([latestSnapshot?.length, loadedAll]).toEqual([first, false]);
      const size = () => (subscription.state as { latestSnapshot: unknown[] }).latestSnapshot.length;
      await until("all are loaded", async () => {
        await subscription.loadMore(30);
        return size() === all;
      });
      expect(subscription.state).toMatchObject({ loadedAll: true });
      subscription.unsubscribe();
    }
  });

  test("knows who reads and who types", async () => {
    const harness = await start({ users: 0 });
    const { ofAnn, ofBo } = await pair(harness);
    const typing = await shown<TypingSnapshot | null>((show) => ofAnn.subscribeTyping(show));
    const seen: Shown<ConversationSnapshot | null> = await shown((show) => ofAnn.subscribe(show));
    await ofBo.markAsTyping();
    await typing.until("he types", (seen) => seen?.many === false && seen.users[0]?.name === "Bo");
    const message = await ofBo.send("hi");
    await typing.until("he has sent it", (seen) => seen?.many === false && seen.users.length === 0);
    await seen.until("it is unread", (side) => side?.isUnread === true && side.unreadMessageCount === 1);
    const createdAt = (await message.get())?.createdAt;
    await ofAnn.markAsRead();
    await seen.until("it is read", (side) => side?.isUnread === false && side.readUntil === createdAt);
    await ofAnn.markAsUnread();
    await seen.until(
      "it is unread by hand",
      (side) => side?.isUnread === true && side.unreadMessageCount === 0,
    );
    await ofBo.markAsRead();
    await seen.until("everybody has read it", (side) => side?.everyoneReadUntil === createdAt);
  });

  test("uploads files of each kind and sends them, also what it received", async () => {
    const harness = await start({ users: 0 });
    const { ann, ofAnn, ofBo } = await pair(harness);
    const data = new Blob(["content"], { type: "text/plain" });
    const tokens = [
      await ann.uploadFile(data, { filename: "a b%é.txt" }),
      await ann.uploadImage(data, { filename: "i.png", width: 640, height: 480 }),
      await ann.uploadVideo(data, { filename: "v.mp4", width: 640, height: 480, duration: 1.5 }),
      await ann.uploadAudio(data, { filename: "a.mp3", duration: 2 }),
      await ann.uploadVoice(data, { filename: "v.mp3", duration: 3 }),
    ];
    for (const fileToken of tokens) await ofAnn.send({ content: [{ type: "file", fileToken }] });
    const { latestSnapshot } = await ofBo.subscribeMessages().connected;
    const blocks = latestSnapshot?.map(({ content }) => content[0]).reverse() ?? [];
    expect(blocks).toEqual([
      {
        type: "file",
        fileToken: tokens[0],
        filename: "a b%é.txt",
        size: 7,
        url: expect.stringContaining("/_files/") as string,
      },
      expect.objectContaining({ subtype: "image", width: 640, height: 480 }),
      expect.objectContaining({ subtype: "video", width: 640, height: 480, duration: 1.5 }),
      expect.objectContaining({ subtype: "audio", duration: 2 }),
      expect.objectContaining({ subtype: "voice", duration: 3 }),
    ]);
    expect(latestSnapshot?.at(-1)?.plaintext).toContain("a b%é.txt");
    const received = latestSnapshot?.at(-1)?.content[0];
    if (received?.type !== "file") throw new Error("no file was received");
    const again = await ofBo.send({ content: [received] });
    expect((await again.get())?.content).toEqual([received]);
    expect(await (await fetch(received.url)).text()).toBe("content");
    const file = ofAnn.message(latestSnapshot?.at(-1)?.id ?? "");
    await file.edit("a text now");
    expect(await file.get()).toMatchObject({ plaintext: "a text now", content: [{ type: "text" }] });
  });

  test("searches messages and conversations", async () => {
    const harness = await start({ users: 0 });
    const { ann, ofAnn } = await pair(harness);
    for (let i = 0; i < 12; i++) await ofAnn.send(`needle ${i} % é 件`);
    const messages = ann.searchMessages();
    const first = await messages.setQuery("needle é");
    expect([first.results.length, first.loadedAll]).toEqual([3, false]);
    expect(first.results[0]).toMatchObject({ conversation: { id: C }, message: { sender: { name: "Ann" } } });
    const rest = await messages.loadMore();
    expect([rest.results.length, rest.loadedAll]).toEqual([12, true]);
    expect(
      (await messages.setQuery("needle", { conversation: { subject: ["==", "Other"] } })).results,
    ).toEqual([]);
    const conversations = ann.searchConversations();
    const found = await conversations.setQuery("s");
    expect([found.results.map(({ id }) => id), found.loadedAll]).toEqual([[C], true]);
    expect((await conversations.setQuery("nothing")).results).toEqual([]);
  });

  test("logs in by a signature, by a token and by fetching tokens, and finds the sandbox by each of its addresses", async () => {
    const { sandbox } = await start({ users: 0, settings: { identityVerification: true } });
    const signature = createHmac("sha256", sandbox.secretKey).update(ANN).digest("hex");
    const signed = talk(sandbox, { userId: ANN, signature });
    await signed.currentUser.createIfNotExists({ name: "Ann" });
    const token = await userToken(sandbox, { sub: ANN }, Date.now() + 7_200_000);
    expect(await talk(sandbox, { userId: ANN, token }).currentUser.get()).toMatchObject({ name: "Ann" });
    let fetched = 0;
    const tokenFetcher = async () => {
      fetched++;
      return userToken(sandbox, { sub: ANN }, Date.now() + 7_200_000);
    };
    const apiUrls = {
      realtimeWsApiUrl: `${sandbox.url.replace("http", "ws")}/v1`,
      internalHttpApiUrl: `${sandbox.url}/api/v0`,
      restApiHttpUrl: `${sandbox.url}/v1`,
    };
    const fetching = talk(sandbox, { userId: ANN, tokenFetcher, apiUrls });
    expect(await fetching.currentUser.get()).toMatchObject({ name: "Ann" });
    expect(await fetching.uploadFile(new Blob(["x"]), { filename: "x" })).toEqual(expect.any(String));
    expect(fetched).toBe(1);
  });

  test("ends for good where it is not let in, and says why", async () => {
    const { sandbox } = await start({ users: 0, settings: { identityVerification: true } });
    const failed = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const app = await userToken(sandbox, { tokenType: "app", sub: ANN });
    for (const options of [{ userId: ANN }, { userId: ANN, token: app }]) {
      const session = talk(sandbox, options);
      const error = new Promise<Error>((resolve) => session.onError(resolve));
      await expect(session.currentUser.set({ name: "x" })).rejects.toThrow();
      expect((await error).message).toContain("Could not authenticate");
    }
    expect(failed).toHaveBeenCalled();
    // It judges the token by itself, a moment later: that it is wrong, why, and which.
    await until("it has judged the token", () => warned.mock.calls.length === 3);
    warned.mockClear();
  });

  test("is refused where browsers may not write, and may still say when it is notified", async () => {
    const harness = await start({ users: 0 });
    const { ann, ofAnn } = await pair(harness);
    await harness.settings({ syncUsers: false, syncConversations: false });
    await expect(ann.currentUser.set({ name: "x" })).rejects.toThrow("403 USER_SYNC_DISABLED");
    await expect(ann.user("new").createIfNotExists({ name: "x" })).rejects.toThrow("403");
    await ann.currentUser.createIfNotExists({ name: "x" });
    await expect(ofAnn.set({ subject: "x" })).rejects.toThrow("UNAUTHORIZED_TO_EDIT");
    await ofAnn.set({ notify: false });
    await ofAnn.createIfNotExists();
    await expect(ofAnn.participant(BO).set({ notify: false })).rejects.toThrow(
      "UNAUTHORIZED_TO_EDIT_PARTICIPANT",
    );
    await expect(ofAnn.participant(BO).delete()).rejects.toThrow("UNAUTHORIZED_TO_EDIT_PARTICIPANT");
    expect((await ofAnn.get())?.notify).toBe(false);
  });
});

/** Calls that the client doesn't make by itself: it unsubscribes long after, and pings when nothing happens. */
const isSeldom = (key: string) => key.startsWith("UNSUBSCRIBE ") || key === "GET /ping";

test("every call that the sandbox answers is one that the published client makes", async () => {
  const harness = await start({ users: 0 });
  const { ann, ofAnn, ofBo } = await pair(harness);
  const message = await ofAnn.send("x");
  await ann.currentUser.set({ name: "Ann" });
  const subscriptions = [
    ann.currentUser.subscribe(),
    ann.currentUser.subscribeOnline(),
    ann.subscribeConversations(),
    ofAnn.subscribe(),
    ofAnn.subscribeMessages(),
    ofAnn.subscribeParticipants(),
    ofAnn.subscribeTyping(),
    ofAnn.participant(BO).subscribe(),
    message.reactions("👍").subscribe(),
  ];
  await Promise.all(subscriptions.map(({ connected }) => connected));
  await ofAnn.set({ subject: "x" });
  await message.edit("y");
  await message.reactions("👍").add();
  await message.reactions("👍").remove();
  await message.translate("nl");
  await ofBo.message(message.id).get();
  await message.delete();
  await ofAnn.markAsTyping();
  await ofAnn.markAsRead();
  await ofAnn.markAsUnread();
  await ofAnn.participant(BO).delete();
  await ann.uploadFile(new Blob(["x"]), { filename: "x" });
  const { calls } = (await harness.stats()).realtime;
  expect(REALTIME_ROUTES.filter((key) => !isSeldom(key) && calls[key] === undefined)).toEqual([]);
  for (const [key, { statuses }] of Object.entries(calls))
    expect([key, statuses]).toEqual([key, { 200: expect.any(Number) as number }]);
  for (const subscription of subscriptions) subscription.unsubscribe();
});

describe("the published client, once its connection breaks", () => {
  /** It waits for five seconds then, or for up to fifteen: here for five. */
  beforeEach(() => {
    const { random } = Math;
    vi.spyOn(Math, "random").mockImplementation(() => random() / 100);
  });

  test("comes back and knows what happened, whatever broke", async () => {
    await Promise.all([
      missesNothing(),
      sendsOnce(),
      beginsAnew(),
      doesNotAskAgain(),
      renews(),
      waitsItsTurn(),
      endsTyping(),
    ]);
  });

  async function missesNothing(): Promise<void> {
    const harness = await start({ users: 0 });
    const { ann, ofAnn, ofBo } = await pair(harness);
    const user = await shown<UserSnapshot | null>((show) => ann.user(BO).subscribe(show));
    const messages = await shown<MessageSnapshot[] | null>((show) => ofAnn.subscribeMessages(show));
    const path = `/me/conversations/${seg(C)}/read`;
    await harness.fault({ kind: "drop", times: 1, match: { path } });
    const reading = ofAnn.markAsRead();
    await until("it is gone", async () => (await harness.stats()).realtime.sockets === 1);
    await harness.call("PUT", `/users/${seg(BO)}`, { name: "Changed meanwhile" });
    await ofBo.send("sent meanwhile");
    await reading;
    await user.until("the edit", (seen) => seen?.name === "Changed meanwhile");
    await messages.until("the message", (all) => all?.[0]?.plaintext === "sent meanwhile");
    await ofBo.send("sent afterwards");
    await messages.until("the next one", (all) => all?.length === 2);
  }

  async function sendsOnce(): Promise<void> {
    const harness = await start({ users: 0 });
    const { ofAnn } = await pair(harness);
    // Without a subscription the client stops looking for the server, and its call waits for ever.
    await ofAnn.subscribe().connected;
    const route = "/conversations/{c}/messages";
    await harness.fault({ kind: "drop", applied: true, times: 1, match: { route } });
    const message = await ofAnn.send("once");
    expect((await harness.stats()).realtime.calls[`POST ${route}`]?.statuses).toEqual({ reset: 1, 200: 1 });
    const { data } = (await harness.call("GET", `/conversations/${seg(C)}/messages`)).json;
    expect(data.map(({ id }) => id)).toEqual([message.id]);
  }

  async function beginsAnew(): Promise<void> {
    const harness = await start({ users: 0 });
    const { ann } = await pair(harness);
    const seen = await shown<UserSnapshot | null>((show) => ann.currentUser.subscribe(show));
    await harness.inspect("POST", "reset");
    await seen.until("she isn't there", (user) => user === null);
  }

  async function doesNotAskAgain(): Promise<void> {
    const harness = await start({ users: 0 });
    const { ann } = await pair(harness);
    const seen = await shown<UserSnapshot | null>((show) => ann.currentUser.subscribe(show));
    const gets = async () => (await harness.stats()).realtime.calls["GET /users"]?.requests;
    const before = await gets();
    await harness.fault({ kind: "restart", times: 1, match: { method: "PUT" } });
    await ann.currentUser.set({ photoUrl: "https://img.example.com/a" });
    await seen.until("the edit", (user) => user?.photoUrl !== null);
    expect(await gets()).toBe(before);
  }

  async function renews(): Promise<void> {
    const harness = await start({ users: 0 });
    const { ann } = await pair(harness);
    const seen = await shown<UserSnapshot | null>((show) => ann.currentUser.subscribe(show));
    await harness.fault({ kind: "session-expired", times: 1, match: { method: "PUT" } });
    await ann.currentUser.set({ name: "Renewed" });
    await seen.until("the edit", (user) => user?.name === "Renewed");
    const calls = async () => (await harness.stats()).realtime.calls;
    expect((await calls())["POST /session/renew"]?.requests).toBe(3);
    await until("she pings, who hears nothing", async () => (await calls())["GET /ping"] !== undefined);
  }

  async function waitsItsTurn(): Promise<void> {
    const harness = await start({ users: 0 });
    const { ann } = await pair(harness);
    const match = { over: "socket", route: "/users/{id}" };
    await harness.fault({ kind: "429", times: 2, match }, { kind: "status", status: 500, times: 1, match });
    await ann.currentUser.set({ name: "At last" });
    const { statuses } = (await harness.stats()).realtime.calls["PUT /users/{id}"] ?? {};
    expect(statuses).toEqual({ 429: 2, 500: 1, 200: 1 });
    await harness.fault({ kind: "status", status: 503, times: 1, match });
    await expect(ann.currentUser.set({ name: "x" })).rejects.toBe("unreachable");
    warned.mockClear();
  }

  /** By itself, ten seconds later. */
  async function endsTyping(): Promise<void> {
    const harness = await start({ users: 0 });
    const { ofAnn, ofBo } = await pair(harness);
    const typing = await shown<TypingSnapshot | null>((show) => ofAnn.subscribeTyping(show));
    await ofBo.markAsTyping();
    await typing.until("he types", (seen) => seen?.many === false && seen.users.length === 1);
    await typing.until("he types no more", (seen) => seen?.many === false && seen.users.length === 0);
  }
});
