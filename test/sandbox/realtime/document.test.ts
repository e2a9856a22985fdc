import type { ConversationSnapshot, SetUserParams, UserSnapshot } from "@talkjs/core";
import { describe, expect, test } from "vitest";
import { start } from "../support.js";
import { talk } from "./client.js";
import { seg } from "./socket.js";

/** TalkJS's document of the Realtime API, statement by statement, by the published client. */
const ID = "ann/1 %é件";

const created = {
  name: "Ann",
  custom: { plan: "pro" },
  email: ["ann@example.com"],
  locale: "nl-NL",
  phone: ["+15550100"],
  photoUrl: "https://img.example.com/ann",
  pushTokens: { "fcm:one": true, "apns:two": true } as Record<string, true>,
  role: "seller",
  welcomeMessage: "Hi",
};

async function signedIn(settings: object = {}) {
  const harness = await start({ users: 0, settings });
  const session = talk(harness.sandbox, { userId: ID });
  const rest = async (id = ID) => (await harness.call("GET", `/users/${seg(id)}`)).json;
  return { harness, session, me: session.currentUser, rest };
}

describe("references", () => {
  test("hold no data and name what they refer to, whether it is there or not", async () => {
    const { session, rest } = await signedIn();
    expect([session.user("x").id, session.conversation("y").id]).toEqual(["x", "y"]);
    expect(Object.keys(session.user("x"))).not.toContain("name");
    expect((await rest("x")).errorCode).toBe("NOT_FOUND");
  });
});

describe("UserRef.createIfNotExists", () => {
  test("creates a user with every documented parameter", async () => {
    const { me, rest } = await signedIn();
    expect(await me.createIfNotExists(created)).toBeUndefined();
    expect(await rest()).toMatchObject(created);
  });

  test("gives what is left out its documented default", async () => {
    const { me, rest } = await signedIn();
    await me.createIfNotExists({ name: "Ann" });
    const { email, phone, photoUrl, pushTokens, welcomeMessage, custom, role } = await rest();
    expect([email, phone, photoUrl, pushTokens, welcomeMessage].filter((value) => value ?? null)).toEqual([]);
    expect([custom, role]).toEqual([{}, "default"]);
    expect(await me.get()).toMatchObject({
      locale: "en-US",
      photoUrl: null,
      welcomeMessage: null,
      custom: {},
    });
  });

  test("does nothing where there is one, and succeeds", async () => {
    const { harness, me, rest } = await signedIn();
    await harness.call("PUT", `/users/${seg(ID)}`, { name: "Before" });
    const before = await rest();
    expect(await me.createIfNotExists(created)).toBeUndefined();
    expect(await rest()).toEqual(before);
  });

  test("fails where client-side user syncing is disabled", async () => {
    const { me, rest } = await signedIn({ syncUsers: false });
    await expect(me.createIfNotExists(created)).rejects.toThrow("403");
    expect((await rest()).errorCode).toBe("NOT_FOUND");
  });
});

describe("UserRef.get", () => {
  test("answers a user's public attributes, and no private ones", async () => {
    const { harness, session } = await signedIn();
    const more = { headerPhotoUrl: "https://img.example.com/h", availabilityText: "Soon" };
    await harness.call("PUT", "/users/bo", { ...created, ...more });
    expect(Object.entries((await session.user("bo").get()) ?? {}).toSorted()).toEqual(
      Object.entries({
        custom: { plan: "pro" },
        id: "bo",
        locale: "nl-NL",
        name: "Ann",
        photoUrl: "https://img.example.com/ann",
        role: "seller",
        welcomeMessage: "Hi",
      } satisfies UserSnapshot).toSorted(),
    );
  });

  test("needs no permission, and answers null for whoever doesn't exist", async () => {
    const { harness, session } = await signedIn({
      roles: { default: { search: false, sendMessages: false } },
    });
    await harness.call("PUT", "/users/bo", { name: "Bo" });
    expect(await Promise.all(["bo", "nobody"].map((id) => session.user(id).get()))).toEqual([
      expect.objectContaining({ name: "Bo" }),
      null,
    ]);
  });
});

describe("UserRef.set", () => {
  test("creates whoever doesn't exist, with a name", async () => {
    const { me, rest } = await signedIn();
    await expect(me.set({ photoUrl: "https://img.example.com/x" })).rejects.toThrow("name");
    await me.set({ name: "Ann" });
    expect((await rest()).name).toBe("Ann");
  });

  test("changes what is given and nothing that is undefined", async () => {
    const { me, rest } = await signedIn();
    await me.set(created);
    await me.set({ welcomeMessage: "Hello" });
    expect(await rest()).toMatchObject({ ...created, welcomeMessage: "Hello" });
  });

  test.each<[string, SetUserParams, unknown]>([
    ["custom", { custom: null }, {}],
    ["email", { email: null }, null],
    ["locale", { locale: null }, null],
    ["phone", { phone: null }, null],
    ["photoUrl", { photoUrl: null }, null],
    ["pushTokens", { pushTokens: null }, null],
    ["role", { role: null }, "default"],
    ["welcomeMessage", { welcomeMessage: null }, null],
  ])("resets %s by null", async (field, params, value) => {
    const { me, rest } = await signedIn();
    await me.set(created);
    await me.set(params);
    expect((await rest())[field]).toEqual(value);
    expect(await rest()).toMatchObject({ ...created, [field]: value });
  });

  test("registers a device by true and unregisters it by null", async () => {
    const { me, rest } = await signedIn();
    await me.set(created);
    await me.set({ pushTokens: { "fcm:one": null, "fcm:three": true } });
    expect((await rest()).pushTokens).toEqual({ "apns:two": true, "fcm:three": true });
    await expect(me.set({ pushTokens: { "web:four": true } })).rejects.toThrow("400");
  });

  test("fails where client-side user syncing is disabled, also for whoever exists", async () => {
    const { harness, me, rest } = await signedIn({ syncUsers: false });
    await harness.call("PUT", `/users/${seg(ID)}`, { name: "Before" });
    await expect(me.set({ name: "After" })).rejects.toThrow("403");
    expect((await rest()).name).toBe("Before");
  });
});

describe("ConversationRef.get", () => {
  test("answers null where the user takes no part, and where there is none", async () => {
    const { harness, session, me } = await signedIn();
    await me.createIfNotExists({ name: "Ann" });
    await harness.call("PUT", "/users/bo", { name: "Bo" });
    await harness.call("PUT", "/conversations/c", { participants: ["bo"] });
    expect(await Promise.all(["c", "none"].map((id) => session.conversation(id).get()))).toEqual([
      null,
      null,
    ]);
  });

  test("answers every documented attribute, as it is for the current user", async () => {
    const { harness, session, me } = await signedIn();
    await me.createIfNotExists({ name: "Ann" });
    await harness.call("PUT", "/users/bo", { name: "Bo" });
    const edit = {
      subject: "S",
      photoUrl: "https://img.example.com/c",
      welcomeMessages: ["W"],
      custom: { k: "v" },
    };
    await harness.call("PUT", "/conversations/c", { ...edit, participants: [ID, "bo"] });
    const path = `/conversations/c/participants/${seg(ID)}`;
    await harness.call("PATCH", path, { access: "Read", notify: "MentionsOnly" });
    const conversation = session.conversation("c");
    const empty = await conversation.get();
    expect(empty).toMatchObject({
      ...edit,
      access: "Read",
      id: "c",
      isUnread: false,
      notify: "MentionsOnly",
      unreadMessageCount: 0,
    } satisfies Partial<ConversationSnapshot>);
    expect(empty?.lastMessage).toBeNull();
    const sent = [{ type: "UserMessage", sender: "bo", text: "hi" }];
    await harness.call("POST", "/conversations/c/messages", sent);
    expect(await conversation.get()).toMatchObject({
      isUnread: true,
      unreadMessageCount: 1,
      lastMessage: { plaintext: "hi" },
    });
  });

  test("is unread by hand with no unread message", async () => {
    const { harness, session, me } = await signedIn();
    await me.createIfNotExists({ name: "Ann" });
    await harness.call("PUT", "/conversations/c", { participants: [ID] });
    const conversation = session.conversation("c");
    await conversation.markAsUnread();
    expect(await conversation.get()).toMatchObject({ isUnread: true, unreadMessageCount: 0 });
  });

  test("shows what was never set as null, and welcome messages as a list", async () => {
    const { harness, session, me } = await signedIn();
    await me.createIfNotExists({ name: "Ann" });
    await harness.call("PUT", "/conversations/c", { participants: [ID] });
    const unset = {
      subject: null,
      photoUrl: null,
      welcomeMessages: [],
      custom: {},
      access: "ReadWrite",
      notify: true,
    };
    expect(await session.conversation("c").get()).toMatchObject(unset);
  });
});

test("a snapshot doesn't change, whatever happens to what it shows", async () => {
  const { me } = await signedIn();
  await me.set({ name: "Before" });
  const snapshot = await me.get();
  await me.set({ name: "After" });
  expect([snapshot?.name, (await me.get())?.name]).toEqual(["Before", "After"]);
});
