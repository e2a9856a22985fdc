import { describe, expect, test } from "vitest";
import { encode, lines, NOW, pages, start, type Json, type SandboxHarness } from "./support.js";

const DAY = 86_400_000;

/** A user in five conversations, whose creation and last activity are in different orders. */
async function withFive(): Promise<SandboxHarness> {
  const harness = await start({ users: 0 });
  const user = (id: string) => ({ type: "user", data: { id, name: id, createdAt: NOW - 900 * DAY } });
  const participant = { access: "ReadWrite", notify: true, isUnread: false };
  const talk = (id: string, age: number, own: object, custom: object, lastAge?: number) => [
    { type: "conversation", data: { id, createdAt: NOW - age * DAY, custom, participants: { me: { ...participant, ...own }, you: participant } } },
    ...(lastAge === undefined ? [] : [
      { type: "message", data: { id: `m-${id}`, conversationId: id, type: "UserMessage", senderId: "you", text: "hi", createdAt: NOW - lastAge * DAY } },
    ]),
  ]; // prettier-ignore
  const all = [
    user("me"), user("you"),
    ...talk("a/1", 50, {}, { category: "shoes" }, 1),
    ...talk("b 2", 40, { isUnread: true }, { category: "bikes" }, 30),
    ...talk("c%3", 30, { access: "Read" }, {}, 20),
    ...talk("d", 18, { access: "None" }, { category: "shoes", toString: "x" }),
    ...talk("e", 10, {}, { category: "" }, 5),
  ]; // prettier-ignore
  const imported = await harness.inspect(
    "POST",
    "import",
    all.map((line) => JSON.stringify(line)).join("\n"),
  );
  expect(imported.json).toEqual({ users: 2, conversations: 5, messages: 4, files: 0 });
  return harness;
}

const ids = async (harness: SandboxHarness, query: string) => {
  const { status, json } = await harness.call("GET", `/users/me/conversations?${query}`);
  return status === 200 ? json.data.map(({ id }) => id).join() : status;
};

describe("a user's conversations", () => {
  test.each([
    ["", "a/1,e,d,c%3,b 2"],
    ["orderBy=lastActivity&orderDirection=DESC", "a/1,e,d,c%3,b 2"],
    ["orderDirection=ASC", "b 2,c%3,d,e,a/1"],
    ["orderBy=createdAt", "e,d,c%3,b 2,a/1"],
    ["orderBy=createdAt&orderDirection=ASC", "a/1,b 2,c%3,d,e"],
    ["limit=2", "a/1,e"],
    [`limit=2&startingAfter=${encode("e")}`, "d,c%3"],
    [`orderBy=createdAt&startingAfter=${encode("c%3")}`, "b 2,a/1"],
    [`offsetTs=${NOW - 5 * DAY}`, "d,c%3,b 2"],
    [`orderDirection=ASC&offsetTs=${NOW - 20 * DAY}`, "d,e,a/1"],
    [`orderBy=createdAt&offsetTs=${NOW - 25 * DAY}`, "c%3,b 2,a/1"],
    [`lastMessageBefore=${NOW - 5 * DAY}`, "c%3,b 2"],
    [`lastMessageAfter=${NOW - 20 * DAY}`, "a/1,e"],
    ["unreadsOnly=true", "b 2"],
    ["unreadsOnly=false", "a/1,e,d,c%3,b 2"],
    [`filter=${encode('{"access":["!=","None"]}')}`, "a/1,e,c%3,b 2"],
    [`filter=${encode('{"access":["==","Read"]}')}`, "c%3"],
    [`filter=${encode('{"custom":{"category":["==","shoes"]}}')}`, "a/1,d"],
    [`filter=${encode('{"custom":{"category":["!=","shoes"]}}')}`, "e,c%3,b 2"],
    [`filter=${encode('{"custom":{"category":"exists"}}')}`, "a/1,e,d,b 2"],
    [`filter=${encode('{"custom":{"category":"!exists","toString":"!exists"}}')}`, "c%3"],
    ["limit=30", "a/1,e,d,c%3,b 2"],
  ])("%s", async (query, expected) => {
    expect(await ids(await withFive(), query)).toBe(expected);
  });

  test.each([
    "limit=31", "limit=0", "orderBy=name", "orderDirection=desc", "startingAfter=nothing", "offsetTs=yesterday",
    "unreadsOnly=1", "filter=x", "filter={}x", `filter=${encode('{"custom":{"a":["<","1"]}}')}`,
    `filter=${encode('{"access":["==","Write"]}')}`, `filter=${encode('{"subject":["==","x"]}')}`, "order=ASC",
  ])("refuse %s", async (query) => {
    expect(await ids(await withFive(), query)).toBe(400);
  }); // prettier-ignore

  test("of nobody are a 404", async () => {
    expect((await (await withFive()).call("GET", "/users/nobody/conversations")).status).toBe(404);
  });

  test("of a busy synthetic person need several pages, and each page is complete", async () => {
    const harness = await start({ users: 300 });
    const exported = lines<{ type: string; data: { id: string } }>(
      (await harness.inspect("GET", "export")).text,
    );
    const busy = exported.find(({ type }) => type === "user")?.data.id ?? "";
    const path = `/users/${encode(busy)}/conversations`;
    for (const query of ["limit=30", "limit=7&orderDirection=ASC", "limit=11&orderBy=createdAt"]) {
      const all = await pages(harness, path, query);
      expect(all).toHaveLength(40);
      expect(new Set(all.map(({ id }) => id)).size).toBe(40);
    }
  });
});

describe("conversations", () => {
  test("are listed last active first, or by creation, each once, and found by ID", async () => {
    const harness = await start({ users: 400 });
    const activity = (one: Json) => one.lastMessage?.createdAt ?? one.createdAt;
    const byActivity = await pages(harness, "/conversations", "limit=30");
    expect(byActivity.every((one, i) => activity(one) <= activity(byActivity[i - 1] ?? one))).toBe(true);
    const oldestFirst = await pages(
      harness,
      "/conversations",
      "limit=30&orderBy=createdAt&orderDirection=ASC",
    );
    expect(oldestFirst.every(({ createdAt }, i) => createdAt >= (oldestFirst[i - 1]?.createdAt ?? 0))).toBe(
      true,
    );
    const all = await pages(harness, "/conversations", "limit=30&orderBy=createdAt");
    expect(new Set([...byActivity, ...oldestFirst].map(({ id }) => id)).size).toBe(all.length);
    const exported = lines<{ type: string }>((await harness.inspect("GET", "export")).text);
    expect(all).toHaveLength(exported.filter(({ type }) => type === "conversation").length);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.every(({ createdAt }, i) => createdAt <= (all[i - 1]?.createdAt ?? NOW))).toBe(true);
    for (const conversation of all.slice(0, 40)) {
      expect((await harness.call("GET", `/conversations/${encode(conversation.id)}`)).json).toEqual(
        conversation,
      );
    }
    expect((await harness.call("GET", "/conversations?limit=31")).status).toBe(400);
    expect((await harness.call("GET", "/conversations?startingAfter=x")).status).toBe(400);
  });

  test("merge, add participants and never remove them", async () => {
    const harness = await withFive();
    await harness.call("PUT", "/conversations/new%2F1", { id: "new/1", subject: "s", participants: ["me"] });
    await harness.call("PUT", "/conversations/new%2F1", {
      participants: ["you"],
      custom: { a: "1", b: "2" },
    });
    await harness.call("PUT", "/conversations/new%2F1", { subject: null, custom: { a: null } });
    const { json } = await harness.call("GET", "/conversations/new%2F1");
    expect(json).toMatchObject({ id: "new/1", subject: null, custom: { b: "2" }, lastMessage: null });
    expect(Object.keys(json.participants)).toEqual(["me", "you"]);
    expect(await ids(harness, "limit=1")).toBe("new/1");
    const journal = await harness.journal();
    expect(journal.map(({ conversation, fields }) => [conversation, fields.join()])).toEqual([
      ["new/1", "subject,participants"],
      ["new/1", "custom,participants"],
      ["new/1", "subject,custom"],
    ]);
    for (const body of [
      { participants: ["nobody"] },
      { id: "other" },
      { topic: "x" },
      { welcomeMessages: "x" },
    ]) {
      expect((await harness.call("PUT", "/conversations/d", body)).status).toBe(400);
    }
  });

  test("participants join, change and leave; what they wrote stays", async () => {
    const harness = await withFive();
    const path = `/conversations/${encode("a/1")}/participants/you`;
    const participants = async () =>
      (await harness.call("GET", `/conversations/${encode("a/1")}`)).json.participants;
    expect((await harness.call("DELETE", path)).status).toBe(200);
    expect((await harness.call("DELETE", path)).status).toBe(200);
    expect(Object.keys(await participants())).toEqual(["me"]);
    expect(
      (await harness.call("GET", `/conversations/${encode("a/1")}/messages`)).json.data[0]?.senderId,
    ).toBe("you");
    expect((await harness.call("PUT", path, { access: "Read" })).status).toBe(200);
    expect((await participants()).you).toMatchObject({ access: "Read", notify: true });
    expect((await harness.call("PATCH", path, { notify: "MentionsOnly" })).status).toBe(200);
    expect((await participants()).you).toMatchObject({ access: "Read", notify: "MentionsOnly" });
    expect((await harness.call("PUT", path, { access: "Write" })).status).toBe(400);
    expect((await harness.call("PUT", "/conversations/a/participants/you", {})).status).toBe(404);
    expect((await harness.call("PUT", `${path}s`, {})).status).toBe(404);
  });
});

describe("messages", () => {
  test("are listed newest first over pages", async () => {
    const harness = await start({ users: 10 });
    const [long] = (await pages(harness, "/conversations", "limit=30")).filter(({ id }) =>
      id.includes("00000000"),
    );
    const path = `/conversations/${encode(long?.id ?? "")}/messages`;
    const all = await pages(harness, path);
    expect(all.length).toBeGreaterThan(100);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.every(({ createdAt }, i) => createdAt <= (all[i - 1]?.createdAt ?? NOW))).toBe(true);
    expect((await harness.call("GET", `${path}/${all[3]?.id}`)).json).toEqual(all[3]);
    expect((await harness.call("GET", `${path}?limit=101`)).status).toBe(400);
    expect((await harness.call("GET", `${path}?startingAfter=x`)).status).toBe(400);
  });

  test("are posted by participants and the system, edited, and deleted for good", async () => {
    const harness = await withFive();
    const path = "/conversations/e/messages";
    const posted = await harness.call("POST", path, [
      { type: "UserMessage", sender: "you", text: "one", custom: { a: "1" } },
      { type: "SystemMessage", text: "two" },
    ]);
    const [one, two] = (posted.json as unknown as { id: string }[]).map(({ id }) => id);
    expect(await ids(harness, "unreadsOnly=true")).toBe("e,b 2");
    expect((await harness.call("PUT", `${path}/${one}`, { text: "[DELETED]", custom: null })).status).toBe(
      200,
    );
    expect((await harness.call("GET", `${path}/${one}`)).json).toMatchObject({
      text: "[DELETED]",
      custom: {},
      senderId: "you",
    });
    expect((await harness.call("DELETE", `${path}/${two}`)).status).toBe(200);
    expect((await harness.call("DELETE", `${path}/${two}`)).status).toBe(404);
    expect((await harness.call("PUT", `${path}/${two}`, { text: "x" })).status).toBe(404);
    expect((await harness.call("GET", "/conversations/e")).json.lastMessage?.id).toBe(one);
    const message = { type: "SystemMessage", text: "x" };
    for (const body of [
      [],
      Array(11).fill(message),
      message,
      [{ type: "UserMessage", sender: "nobody", text: "x" }],
    ]) {
      expect((await harness.call("POST", path, body)).status).toBe(400);
    }
    expect((await harness.call("PUT", `${path}/${one}`, { text: "" })).status).toBe(400);
    expect((await harness.call("POST", "/conversations/none/messages", [message])).status).toBe(404);
  });

  test("lose a reaction when it is removed", async () => {
    const harness = await withFive();
    const message = {
      id: "r",
      conversationId: "e",
      type: "UserMessage",
      senderId: "you",
      text: "x",
      createdAt: NOW,
    };
    const line = { type: "message", data: { ...message, reactions: { "👍": ["me", "you"] } } };
    await harness.inspect("POST", "import", line);
    const path = `/conversations/e/messages/r/reactions/${encode("👍")}`;
    for (const user of ["me", "me", "you"]) {
      expect((await harness.call("DELETE", `${path}/${user}`)).status).toBe(200);
    }
    expect((await harness.call("GET", "/conversations/e/messages/r")).json.reactions).toEqual({});
    expect((await harness.call("DELETE", path.replace("/r/", "/none/") + "/me")).status).toBe(404);
    expect((await harness.journal()).map(({ fields }) => fields.join())).toEqual(["reactions", "reactions"]);
  });
});
