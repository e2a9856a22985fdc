import { describe, expect, test } from "vitest";
import type { SandboxOptions } from "../../../src/sandbox/options.js";
import { start, type SandboxHarness } from "../support.js";
import { logIn, seg, type RawSocket, type RealtimeEvent } from "./socket.js";

const PATH = "/conversations/c%2F1";
const ME = `/me${PATH}`;
const MESSAGES = `${PATH}/messages`;
const C = "c/1";

const aTime: unknown = expect.any(Number);

interface Room extends SandboxHarness {
  ann: RawSocket;
  bo: RawSocket;
  cy: RawSocket;
}

/** Ann and Bo take part in a conversation, Cy doesn't. */
async function room(options: SandboxOptions = {}): Promise<Room> {
  const harness = await start({ users: 0, ...options });
  await harness.call("PUT", "/users", {
    ann: { name: "Ann" },
    bo: { name: "Bo", role: "buyer" },
    cy: { name: "Cy", role: "guest" },
  });
  await harness.call("PUT", PATH, { participants: ["ann", "bo"] });
  const [ann, bo, cy] = await Promise.all(["ann", "bo", "cy"].map((id) => logIn(harness.sandbox, id)));
  if (!ann || !bo || !cy) throw new Error("nobody logged in");
  return { ...harness, ann, bo, cy };
}

const text = (...children: unknown[]) => ({ content: [{ type: "text", children }] });
const spot = { content: [{ type: "location", latitude: 52.1, longitude: 4.3 }] };

async function say(socket: RawSocket, message: object = text("hello")): Promise<string> {
  const { status, body } = await socket.call("POST", MESSAGES, message);
  if (status !== 200) throw new Error(`a message was answered ${status}: ${JSON.stringify(body)}`);
  return body.id as string;
}

const message = async (socket: RawSocket, id: string) =>
  (await socket.call("GET", `${ME}/messages/${id}`)).body;

describe("a message", () => {
  test("is shown with everything that is documented, and on REST", async () => {
    const { ann, bo, call } = await room();
    const first = await say(ann);
    const id = await say(bo, { ...text("hi"), custom: { a: "1" }, referencedMessageId: first });
    expect(await message(ann, id)).toEqual({
      id,
      type: "UserMessage",
      senderId: "bo",
      custom: { a: "1" },
      createdAt: aTime,
      editedAt: null,
      referencedMessageId: first,
      origin: "rest",
      content: [{ type: "text", children: ["hi"] }],
      reactions: {},
    });
    expect((await call("GET", `${MESSAGES}/${id}`)).json).toMatchObject({
      senderId: "bo",
      text: "hi",
      origin: "rest",
      custom: { a: "1" },
      referencedMessageId: first,
    });
    const place = await say(ann, spot);
    expect((await call("GET", `${MESSAGES}/${place}`)).json).toMatchObject({
      text: null,
      location: [4.3, 52.1],
    });
    expect((await message(ann, place)).content).toEqual(spot.content);
  });

  test("that REST or an import brought is shown in the documented kinds", async () => {
    const { ann, call, inspect } = await room();
    await call("POST", MESSAGES, [{ type: "SystemMessage", text: "welcome" }]);
    const [system] = (await ann.call("GET", `${ME}/messages`)).body.data as object[];
    expect(system).toMatchObject({ type: "SystemMessage", senderId: null, origin: "rest" });
    const odd = {
      id: "odd",
      conversationId: C,
      type: "Odd",
      origin: "fax",
      text: null,
      attachment: { url: "https://files.example.com/a/b.pdf?x=1", size: 3 },
      createdAt: 1,
      reactions: { "❤": ["bo"] },
    };
    await inspect("POST", "import", JSON.stringify({ type: "message", data: odd }));
    expect(await message(ann, "odd")).toEqual({
      id: "odd",
      type: "UserMessage",
      senderId: null,
      custom: {},
      createdAt: 1,
      editedAt: null,
      referencedMessageId: null,
      origin: "import",
      content: [
        {
          type: "file",
          fileToken: expect.any(String) as string,
          url: "https://files.example.com/a/b.pdf?x=1",
          size: 3,
          filename: "b.pdf",
        },
      ],
      reactions: { "❤": { count: 1, createdAt: 1, currentUserReacted: false } },
    });
  });

  test("sent again with its key is the same message", async () => {
    const { ann } = await room();
    const keyed = { ...text("once"), idempotencyKey: "12345678901234567890" };
    expect(await say(ann, keyed)).toBe(await say(ann, keyed));
    expect((await ann.call("GET", `${ME}/messages`)).body.data).toHaveLength(1);
  });

  test("keeps every node, the client's names in camel case", async () => {
    const { ann } = await room();
    const children = [
      "a ",
      { type: "bold", children: [{ type: "italic", children: ["b"] }] },
      { type: "bulletlist", children: [{ type: "bulletpoint", children: ["c"] }] },
      { type: "autolink", url: "mailto:ann@example.com", text: "ann@example.com" },
      { type: "codespan", text: "d" },
      { type: "mention", id: "bo/ %", text: "Bo" },
      { type: "customemoji", text: ":cat:" },
    ];
    const id = await say(ann, text(...children));
    expect((await message(ann, id)).content).toEqual([
      {
        type: "text",
        children: [
          "a ",
          { type: "bold", children: [{ type: "italic", children: ["b"] }] },
          { type: "bulletList", children: [{ type: "bulletPoint", children: ["c"] }] },
          { type: "autoLink", url: "mailto:ann@example.com", text: "ann@example.com" },
          { type: "codeSpan", text: "d" },
          { type: "mention", id: "bo/ %", text: "Bo" },
          { type: "customEmoji", text: ":cat:" },
        ],
      },
    ]);
  });

  test("that isn't well-formed is refused with every reason", async () => {
    const { ann, call } = await room();
    const { status, body } = await ann.call("POST", MESSAGES, {
      ...text(5, { type: "bold" }, { type: "code", text: "x" }, { type: "codeSpan", text: "x", lang: "c" }),
      custom: { a: 1 },
      referencedMessageId: 5,
      idempotencyKey: "",
      sender: "bo",
    });
    expect(status).toBe(400);
    const reasons = body.reasons?.join("\n") ?? "";
    for (const place of [
      "content.0.children.0:",
      "content.0.children.1.children:",
      "content.0.children.2.type:",
      "content.0.children.3.lang:",
      "custom.a",
      "referencedMessageId",
      "idempotencyKey",
      "sender",
    ])
      expect(reasons).toContain(place);
    let deep: unknown = "x";
    for (let i = 0; i < 500; i++) deep = { type: "bold", children: [deep] };
    for (const wrong of [
      {},
      { content: [] },
      { content: [...spot.content, ...spot.content] },
      { content: [{ type: "location", latitude: 91, longitude: 0 }] },
      { content: [{ type: "location", latitude: 0, longitude: "0" }] },
      { content: [{ type: "file" }] },
      { content: [{ type: "file", fileToken: "no such" }] },
      { content: [{ type: "poll" }] },
      text(),
      text(""),
      text(deep),
      text({ type: "actionLink", action: "a", params: { a: 1 }, children: [] }),
      { ...text("x"), referencedMessageId: "no such" },
    ])
      expect((await ann.call("POST", MESSAGES, wrong)).status, JSON.stringify(wrong).slice(0, 80)).toBe(400);
    await call("POST", MESSAGES, [{ type: "SystemMessage", text: "x" }]);
    const [system] = (await ann.call("GET", `${ME}/messages`)).body.data as { id: string }[];
    const reply = { ...text("x"), referencedMessageId: system?.id };
    expect((await ann.call("POST", MESSAGES, reply)).status).toBe(400);
  });

  test("with a link whose text says another address is refused", async () => {
    const { ann } = await room();
    const link = async (url: string, text: string) =>
      (
        await ann.call("POST", MESSAGES, {
          content: [{ type: "text", children: [{ type: "autoLink", url, text }] }],
        })
      ).status;
    for (const [url, said] of [
      ["mailto:ann@example.com", "ann@example.com"],
      ["tel:+31201234567", "+31 20 123 4567"],
      ["http://example.com", "example.com"],
      ["https://example.com/docs/#x", "example.com"],
      ["https://example.com/a?b=1#c", "https://example.com/a?b=1#c"],
      ["https://www.example.com/a", "www.example.com/a"],
      ["http://example.com/a", "//example.com/a"],
    ] as const)
      expect(await link(url, said), said).toBe(200);
    for (const [url, said] of [
      ["mailto:bo@example.com", "ann@example.com"],
      ["http://example.com", "ann@example.com"],
      ["tel:+31201234568", "+31 20 123 4567"],
      ["https://example.com", "+31 20 123 4567"],
      ["https://evil.example", "example.com"],
      ["https://www.example.com", "example.com"],
      ["http://example.com", "https://example.com"],
      ["javascript:alert(1)", "example.com"],
      ["https://example.com/b", "example.com/a"],
      ["https://example.com/?b", "example.com/?a"],
      ["https://example.com/#b", "example.com/#a"],
      ["https://example.com", "not a site"],
      ["", "-"],
    ] as const)
      expect(await link(url, said), said).toBe(400);
  });
});

describe("editing", () => {
  test("replaces what a message consists of, whatever it was, and merges custom", async () => {
    const { ann, call, journal } = await room();
    const id = await say(ann, { ...spot, custom: { a: "1", b: "2" } });
    expect(await ann.call("PATCH", `${MESSAGES}/${id}`, {})).toEqual({ status: 200, body: {} });
    expect((await message(ann, id)).editedAt).toBeNull();
    const edit = { ...text("here"), custom: { a: null, c: "3" } };
    expect(await ann.call("PATCH", `${MESSAGES}/${id}`, edit)).toEqual({ status: 200, body: {} });
    expect(await message(ann, id)).toMatchObject({
      content: [{ type: "text", children: ["here"] }],
      custom: { b: "2", c: "3" },
      editedAt: aTime,
    });
    expect((await call("GET", `${MESSAGES}/${id}`)).json).toMatchObject({ text: "here", location: null });
    expect((await journal()).at(-1)).toMatchObject({ fields: ["text", "location", "content", "custom"] });
    expect((await ann.call("PATCH", `${MESSAGES}/${id}`, { ...edit, text: "x" })).status).toBe(400);
    expect((await ann.call("PATCH", `${MESSAGES}/none`, edit)).body.errorCode).toBe("MESSAGE_NOT_FOUND");
  });

  test.each([
    ["refused", 400, ["hello"]],
    ["cleared", 200, []],
    ["ignored", 200, ["hello"]],
  ] as const)("to nothing is %s, where it is assumed so", async (emptyText, status, children) => {
    const { ann } = await room({ settings: { assumed: { emptyText } } });
    const id = await say(ann);
    expect((await ann.call("PATCH", `${MESSAGES}/${id}`, { ...text(), custom: {} })).status).toBe(status);
    expect((await message(ann, id)).content).toEqual([{ type: "text", children }]);
  });

  test("to a long text is refused where it is assumed so", async () => {
    const { ann, settings } = await room();
    const id = await say(ann);
    const long = text("x".repeat(1024 * 1024));
    expect((await ann.call("PATCH", `${MESSAGES}/${id}`, long)).status).toBe(200);
    await settings({ assumed: { longText: "refused" } });
    expect((await ann.call("PATCH", `${MESSAGES}/${id}`, long)).status).toBe(400);
  });

  test("and deleting are for one's own messages alone", async () => {
    const { ann, bo, call } = await room();
    const id = await say(ann);
    for (const method of ["PATCH", "DELETE"])
      expect(await bo.call(method, `${MESSAGES}/${id}`, text("x")), method).toMatchObject({
        status: 403,
        body: { errorCode: "UNAUTHORIZED_TO_EDIT_MESSAGE" },
      });
    expect(await ann.call("DELETE", `${MESSAGES}/${id}`)).toEqual({ status: 200, body: {} });
    expect((await ann.call("DELETE", `${MESSAGES}/${id}`)).status).toBe(404);
    expect((await call("GET", `${MESSAGES}/${id}`)).status).toBe(404);
  });
});

describe("permissions", () => {
  const hidden = { type: "link", url: "https://example.com", children: ["x"] };
  const button = { type: "actionButton", action: "a", params: {}, children: ["x"] };

  test.each([
    ["sendMessages", text("x")],
    ["sendMessages", spot],
    ["sendLocations", spot],
  ] as const)("a role without %s can't send such", async (permission, sent) => {
    const { ann, bo } = await room({ settings: { roles: { buyer: { [permission]: false } } } });
    expect((await ann.call("POST", MESSAGES, sent)).status).toBe(200);
    expect(await bo.call("POST", MESSAGES, sent)).toMatchObject({
      status: 403,
      body: { errorCode: "UNAUTHORIZED_TO_SEND" },
    });
  });

  test("only a role that may sends links and buttons that hide where they lead, or edits to them", async () => {
    const { ann, bo } = await room({ settings: { roles: { buyer: { sendLinks: true } } } });
    for (const node of [hidden, button, { type: "bold", children: [hidden] }]) {
      expect((await ann.call("POST", MESSAGES, text(node))).status).toBe(403);
      expect((await bo.call("POST", MESSAGES, text(node))).status).toBe(200);
    }
    const id = await say(ann);
    expect((await ann.call("PATCH", `${MESSAGES}/${id}`, text(hidden))).status).toBe(403);
  });

  test("a role may be kept from editing, deleting and reacting", async () => {
    const roles = { buyer: { editOwnMessages: false, deleteOwnMessages: false, react: false } };
    const { bo } = await room({ settings: { roles } });
    const id = await say(bo);
    expect((await bo.call("PATCH", `${MESSAGES}/${id}`, text("x"))).status).toBe(403);
    expect((await bo.call("DELETE", `${MESSAGES}/${id}`)).status).toBe(403);
    const reaction = `${MESSAGES}/${id}/reactions/${seg("👍")}/bo`;
    expect((await bo.call("PUT", reaction)).body.errorCode).toBe("UNAUTHORIZED_TO_REACT");
  });

  test("who may only read can't write, who isn't in can't even read", async () => {
    const { ann, bo, cy, call } = await room();
    const id = await say(ann);
    const own = await say(bo);
    await call("PATCH", `${PATH}/participants/bo`, { access: "Read" });
    const writes = (messageId: string, userId: string) =>
      [
        ["POST", MESSAGES],
        ["PATCH", `${MESSAGES}/${messageId}`],
        ["DELETE", `${MESSAGES}/${messageId}`],
        ["PUT", `${MESSAGES}/${messageId}/reactions/${seg("👍")}/${userId}`],
        ["DELETE", `${MESSAGES}/${messageId}/reactions/${seg("👍")}/${userId}`],
      ] as const;
    for (const [method, path] of writes(own, "bo"))
      expect((await bo.call(method, path, text("x"))).body.errorCode, method).toBe("READ_ONLY");
    for (const [method, path] of writes(id, "cy"))
      expect((await cy.call(method, path, text("x"))).body.errorCode, method).toBe("NOT_A_PARTICIPANT");
    const reads = ["", `/${id}`, `/${id}/reactions/${seg("👍")}`].map((path) => `${ME}/messages${path}`);
    for (const path of [...reads, `${ME}/translate`]) {
      expect((await cy.call("GET", path)).body.errorCode, path).toBe("NOT_A_PARTICIPANT");
      const elsewhere = path.replace("c%2F1", "none");
      expect((await cy.call("GET", elsewhere)).body.errorCode, path).toBe("CONVERSATION_NOT_FOUND");
    }
    expect((await bo.call("GET", `${ME}/messages`)).body.data).toHaveLength(2);
  });

  test("guests write and react without being participants", async () => {
    const { ann, cy, call } = await room({ settings: { roles: { guest: { guestAccess: "ReadWrite" } } } });
    await cy.call("SUBSCRIBE", `${ME}/messages`);
    const id = await say(ann);
    const own = await say(cy);
    expect((await cy.call("PUT", `${MESSAGES}/${id}/reactions/${seg("👍")}/cy`)).status).toBe(200);
    expect((await cy.call("GET", `${ME}/messages`)).body.data).toHaveLength(2);
    await cy.settled();
    expect(cy.events.map(({ type }) => type)).toEqual([
      "message.created",
      "message.created",
      "message.edited",
    ]);
    expect(Object.keys((await call("GET", PATH)).json.participants)).toEqual(["ann", "bo"]);
    expect((await call("GET", `${MESSAGES}/${own}`)).json.senderId).toBe("cy");
  });
});

describe("messages", () => {
  test("are listed newest first by pages, also behind one that was deleted, and the last cursor is null", async () => {
    const { ann } = await room();
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) ids.unshift(await say(ann, text(`${i}`)));
    const first = (await ann.call("GET", `${ME}/messages`, { limit: 3 })).body;
    await ann.call("DELETE", `${MESSAGES}/${ids[2]}`);
    const second = (await ann.call("GET", `${ME}/messages`, { limit: 4, cursor: first.cursor })).body;
    const seen = [first, second].flatMap(({ data }) => (data as { id: string }[]).map(({ id }) => id));
    expect(seen).toEqual(ids);
    expect(second.cursor).toBeNull();
    for (const query of [{ limit: 0 }, { limit: 101 }, { limit: 1.5 }, { cursor: "e30" }, { before: 1 }])
      expect((await ann.call("GET", `${ME}/messages`, query)).status).toBe(400);
  });

  test("are not translated, and say so", async () => {
    const { ann } = await room();
    const [id, place] = [await say(ann), await say(ann, spot)];
    const { body } = await ann.call("GET", `${ME}/translate`, { ids: [id, place, "none"], lang: "nl-NL" });
    expect(body.data).toEqual({
      [id]: {
        content: [{ type: "text", children: ["[nl-NL: not translated by the sandbox] ", "hello"] }],
      },
      [place]: spot,
      none: null,
    });
    for (const wrong of [
      {},
      { ids: [], lang: "nl" },
      { ids: Array(101).fill(id), lang: "nl" },
      { ids: [id], lang: "" },
    ])
      expect((await ann.call("GET", `${ME}/translate`, wrong)).status).toBe(400);
  });
});

describe("reactions", () => {
  test("are kept under one name for each emoji, and listed oldest first", async () => {
    const { ann, bo, call } = await room();
    const id = await say(ann);
    const at = (emoji: string, by?: string) =>
      `${MESSAGES}/${id}/reactions/${seg(emoji)}${by === undefined ? "" : `/${by}`}`;
    for (const [socket, emoji] of [
      [ann, "👍\uFE0F"],
      [ann, "👍"],
      [bo, "👍"],
      [bo, "❤"],
      [bo, "🏳\u200D🌈"],
      [bo, "☝🏽"],
      [bo, ":cat-roomba:"],
    ] as const)
      expect((await socket.call("PUT", at(emoji, socket === ann ? "ann" : "bo"))).status, emoji).toBe(200);
    const { reactions } = (await message(bo, id)) as { reactions: Record<string, object> };
    expect(Object.keys(reactions)).toEqual(["👍", "❤\uFE0F", "🏳\uFE0F\u200D🌈", "☝🏽", ":cat-roomba:"]);
    expect(reactions["👍"]).toEqual({ count: 2, createdAt: aTime, currentUserReacted: true });
    const list = `/me${at("👍\uFE0F")}`;
    const first = (await bo.call("GET", list, { limit: 1 })).body;
    expect(first.data).toEqual([{ userId: "ann", createdAt: aTime }]);
    const second = (await bo.call("GET", list, { cursor: first.cursor })).body;
    expect(second).toEqual({ data: [{ userId: "bo", createdAt: aTime }], cursor: null });
    expect((await bo.call("DELETE", at("👍\uFE0F", "bo"))).status).toBe(200);
    expect((await bo.call("DELETE", at("👍", "bo"))).status).toBe(404);
    expect((await call("GET", `${MESSAGES}/${id}`)).json.reactions["👍"]).toEqual(["ann"]);
    for (const wrong of ["x", "👍👍", ":a b:", `:${"x".repeat(49)}:`, ":"]) {
      expect((await bo.call("PUT", at(wrong, "bo"))).status, wrong).toBe(400);
      expect((await bo.call("GET", `/me${at(wrong)}`)).status, wrong).toBe(400);
    }
    expect((await bo.call("PUT", at("👍", "ann"))).status).toBe(403);
    const nowhere = at("👍", "bo").replace(id, "none");
    expect((await bo.call("PUT", nowhere)).body.errorCode).toBe("MESSAGE_NOT_FOUND");
    expect((await bo.call("GET", `/me${at("👍").replace(id, "none")}`)).status).toBe(404);
  });

  test("are of at most 50 emoji a message", async () => {
    const { ann, bo } = await room();
    const id = await say(ann);
    const at = (emoji: string, by: string) => `${MESSAGES}/${id}/reactions/${seg(emoji)}/${by}`;
    for (let i = 0; i < 50; i++) expect((await ann.call("PUT", at(`:e${i}:`, "ann"))).status).toBe(200);
    expect((await ann.call("PUT", at(":e50:", "ann"))).status).toBe(400);
    expect((await bo.call("PUT", at(":e7:", "bo"))).status).toBe(200);
  });

  test("of an import are removed by the name that they are shown under", async () => {
    const { ann, bo, inspect } = await room();
    const id = await say(ann);
    const data = { ...(await message(ann, id)), conversationId: C, text: "x", reactions: { "❤": ["bo"] } };
    delete (data as { content?: unknown }).content;
    await inspect("POST", "import", JSON.stringify({ type: "message", data }));
    expect((await bo.call("DELETE", `${MESSAGES}/${id}/reactions/${seg("❤")}/bo`)).status).toBe(200);
    expect((await message(ann, id)).reactions).toEqual({});
  });
});

describe("those who watch messages", () => {
  const withoutTimes = ({ state, ...event }: RealtimeEvent) => event;

  test("are told of what is sent, edited and deleted, whoever did it", async () => {
    const { ann, bo, cy, call } = await room();
    for (const socket of [ann, cy]) await socket.call("SUBSCRIBE", `${ME}/messages`);
    const first = await say(bo);
    const posted = await call("POST", MESSAGES, [{ type: "UserMessage", sender: "bo", text: "from REST" }]);
    const second = (posted.json as unknown as { id: string }[])[0]?.id;
    await call("PUT", `${MESSAGES}/${first}`, { text: "edited", custom: { a: "1" } });
    await bo.call("PATCH", `${MESSAGES}/${first}`, { custom: { a: null } });
    await call("DELETE", `${MESSAGES}/${second}`);
    await bo.call("DELETE", `${MESSAGES}/${first}`);
    await Promise.all([ann.settled(), cy.settled()]);
    const at = (messageId: unknown) => ({ conversationId: C, messageId });
    expect(ann.events.map(withoutTimes)).toEqual([
      { type: "message.created", ...at(first) },
      { type: "message.created", ...at(second) },
      {
        type: "message.edited",
        ...at(first),
        diff: { content: [{ type: "text", children: ["edited"] }], custom: { a: "1" }, editedAt: aTime },
      },
      { type: "message.edited", ...at(first), diff: { custom: { a: null }, editedAt: aTime } },
      {
        type: "message.deleted",
        ...at(second),
        newLastMessage: expect.objectContaining({ id: first }) as unknown,
      },
      { type: "message.deleted", ...at(first), newLastMessage: null },
    ]);
    expect(ann.events[1]?.state).toMatchObject({ id: second, senderId: "bo", origin: "rest", reactions: {} });
    expect(cy.events).toEqual([]);
  });

  test("see by each reaction whether it is their own", async () => {
    const { ann, bo } = await room();
    const id = await say(ann);
    const path = `${MESSAGES}/${id}/reactions/${seg("👍")}`;
    await ann.call("SUBSCRIBE", `${ME}/messages`);
    await ann.call("SUBSCRIBE", `/me${path}`);
    await bo.call("SUBSCRIBE", "/me/conversations");
    await bo.call("PUT", `${path}/bo`);
    await bo.call("DELETE", `${path}/bo`);
    await Promise.all([ann.settled(), bo.settled()]);
    const at = { conversationId: C, messageId: id };
    const reacted = { ...at, emoji: "👍", userId: "bo" };
    const edited = (currentUserReacted: boolean) => ({
      type: "message.edited",
      ...at,
      diff: { reactions: { "👍": { count: 1, createdAt: aTime, currentUserReacted } } },
    });
    const gone = { type: "message.edited", ...at, diff: { reactions: { "👍": null } } };
    expect(ann.events).toEqual([
      { type: "reaction.added", ...reacted, createdAt: aTime },
      edited(false),
      { type: "reaction.removed", ...reacted },
      gone,
    ]);
    expect(bo.events).toEqual([edited(true), gone]);
    await ann.call("UNSUBSCRIBE", `/me${path}`);
    await ann.call("UNSUBSCRIBE", `${ME}/messages`);
    await bo.call("PUT", `${path}/bo`);
    await ann.settled();
    expect(ann.events).toHaveLength(4);
  });

  test("by an emoji are told of its message's end", async () => {
    const { ann, bo } = await room();
    const [id, other] = [await say(ann), await say(ann)];
    await bo.call("SUBSCRIBE", `${ME}/messages/${id}/reactions/${seg("👍")}`);
    await ann.call("DELETE", `${MESSAGES}/${other}`);
    await ann.call("DELETE", `${MESSAGES}/${id}`);
    await bo.settled();
    expect(bo.events.map(({ type, messageId }) => [type, messageId])).toEqual([["message.deleted", id]]);
  });

  test("and the conversation, or all of theirs, know what is unread", async () => {
    const { ann, bo, call } = await room();
    await ann.call("SUBSCRIBE", ME);
    await bo.call("SUBSCRIBE", "/me/conversations");
    const id = await say(ann);
    await call("DELETE", `${MESSAGES}/${id}`);
    await Promise.all([ann.settled(), bo.settled()]);
    const sides = ({ events }: RawSocket) =>
      events.filter(({ type }) => type === "side.edited").map(({ diff }) => diff);
    expect(sides(ann)[0]).toMatchObject({ unreadMessageCount: 0, isUnread: false, lastMessageAt: aTime });
    expect(sides(bo)[0]).toMatchObject({ unreadMessageCount: 1, isUnread: true, lastMessageAt: aTime });
    expect(sides(bo)[1]).toMatchObject({ unreadMessageCount: 0, isUnread: true });
    expect(bo.events.map(({ type }) => type)).toEqual([
      "message.created",
      "side.edited",
      "message.deleted",
      "side.edited",
    ]);
    expect(ann.events.map(({ type }) => type)).toEqual(["side.edited", "side.edited"]);
  });

  test("of an edit that makes unread, where it is assumed so", async () => {
    const { ann, bo } = await room({ settings: { assumed: { editUnread: "yes" } } });
    const id = await say(ann);
    await bo.call("POST", `${ME}/read`);
    await bo.call("SUBSCRIBE", ME);
    await ann.call("PATCH", `${MESSAGES}/${id}`, text("again"));
    await bo.settled();
    expect(bo.events).toEqual([
      expect.objectContaining({
        type: "side.edited",
        diff: expect.objectContaining({ isUnread: true }) as unknown,
      }),
    ]);
  });
});
