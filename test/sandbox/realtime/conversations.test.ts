import { describe, expect, test } from "vitest";
import type { SandboxOptions } from "../../../src/sandbox/options.js";
import { start, type SandboxHarness } from "../support.js";
import { logIn, seg, type RawSocket, type RealtimeEvent } from "./socket.js";

const C = "c/1 %é件";
const PATH = `/conversations/${seg(C)}`;
const ME = `/me${PATH}`;

const aTime: unknown = expect.any(Number);

/** Ann, Bo and Cy exist; each has a socket. */
async function people(
  options: SandboxOptions = {},
): Promise<SandboxHarness & Record<"ann" | "bo" | "cy", RawSocket>> {
  const harness = await start({ users: 0, ...options });
  await harness.call("PUT", "/users", {
    ann: { name: "Ann" },
    bo: { name: "Bo", role: "guest" },
    cy: { name: "Cy" },
  });
  const [ann, bo, cy] = await Promise.all(["ann", "bo", "cy"].map((id) => logIn(harness.sandbox, id)));
  if (!ann || !bo || !cy) throw new Error("nobody logged in");
  return { ...harness, ann, bo, cy };
}

const action = (id: string, method: string, params: object = {}) => ({ actions: [{ id, method, params }] });

const types = (events: readonly RealtimeEvent[]) => events.map(({ type }) => type);

describe("a conversation", () => {
  test("is made, joined and seen by its participant, with everything that is documented", async () => {
    const { ann } = await people();
    expect(await ann.call("GET", ME)).toMatchObject({
      status: 404,
      body: { errorCode: "CONVERSATION_NOT_FOUND" },
    });
    expect(await ann.call("POST", PATH, { subject: "S", notify: false })).toEqual({ status: 200, body: {} });
    expect(await ann.call("GET", ME)).toMatchObject({
      status: 403,
      body: { errorCode: "NOT_A_PARTICIPANT" },
    });
    const joined = await ann.call("POST", `${PATH}/participants`, action("ann", "POST", { subject: "S" }));
    expect(joined).toEqual({ status: 200, body: { responses: [{ status: 200 }] } });
    const { body } = await ann.call("GET", ME);
    expect(body).toEqual({
      id: C,
      createdAt: aTime,
      subject: "S",
      photoUrl: null,
      welcomeMessages: [],
      custom: {},
      lastMessageAt: body.createdAt,
      unreadMessageCount: 0,
      isUnread: false,
      access: "ReadWrite",
      notify: true,
      readUntil: aTime,
      everyoneReadUntil: aTime,
      joinedAt: body.createdAt,
    });
    expect((await ann.call("POST", PATH, {})).status).toBe(409);
  });

  test("is set, and what is set shows on REST; REST's edit shows here", async () => {
    const { ann, call } = await people();
    await ann.call("PUT", PATH, { subject: "S", custom: { a: "1", b: "2" }, welcomeMessages: ["Hi"] });
    await ann.call("POST", `${PATH}/participants`, action("ann", "PUT"));
    await ann.call("PUT", PATH, {
      subject: null,
      custom: { a: null },
      photoUrl: "https://img.example.com/c",
    });
    expect((await call("GET", PATH)).json).toMatchObject({
      subject: null,
      custom: { b: "2" },
      photoUrl: "https://img.example.com/c",
      welcomeMessages: ["Hi"],
      participants: { ann: { access: "ReadWrite", notify: true } },
    });
    await call("PUT", PATH, { subject: "REST", custom: null });
    expect((await ann.call("GET", ME)).body).toMatchObject({ subject: "REST", custom: {} });
  });

  test("is refused with every reason", async () => {
    const { ann } = await people();
    const wrong = {
      subject: 5,
      custom: { a: 1 },
      welcomeMessages: "x",
      access: "None",
      notify: 1,
      topic: "x",
    };
    const { status, body } = await ann.call("PUT", PATH, wrong);
    expect(status).toBe(400);
    for (const place of Object.keys(wrong)) expect(body.reasons?.join("\n")).toContain(place);
    for (const data of [null, [], { participants: ["ann"] }, { id: C }])
      expect((await ann.call("PUT", PATH, data)).status).toBe(400);
    expect((await ann.call("GET", ME)).status).toBe(404);
  });

  test("is made by nobody who doesn't exist", async () => {
    const { sandbox } = await people();
    const nobody = await logIn(sandbox, "nobody");
    for (const [method, path] of [
      ["PUT", PATH],
      ["GET", "/me/conversations"],
    ] as const)
      expect(await nobody.call(method, path)).toMatchObject({
        status: 404,
        body: { errorCode: "USER_NOT_FOUND" },
      });
  });

  test("can't be written where browsers may not, but for one's own notify", async () => {
    const { ann, bo, call } = await people({ settings: { syncConversations: false } });
    await call("PUT", PATH, { participants: ["ann", "bo"] });
    const act = async (...all: Parameters<typeof action>) =>
      (await ann.call("POST", `${PATH}/participants`, action(...all))).body.responses;
    const refused = [expect.objectContaining({ status: 403, errorCode: "UNAUTHORIZED_TO_EDIT_PARTICIPANT" })];
    expect(await ann.call("PUT", PATH, {})).toMatchObject({
      status: 403,
      body: { errorCode: "UNAUTHORIZED_TO_EDIT" },
    });
    expect((await ann.call("POST", PATH, {})).status).toBe(409);
    expect((await ann.call("POST", "/conversations/new", {})).status).toBe(403);
    expect(await act("ann", "PUT", { notify: false })).toEqual([{ status: 200 }]);
    expect(await act("ann", "PATCH", { access: "Read" })).toEqual(refused);
    expect(await act("bo", "PATCH", { notify: false })).toEqual(refused);
    expect(await act("cy", "POST")).toEqual(refused);
    expect(await act("bo", "POST")).toEqual([expect.objectContaining({ status: 409 })]);
    expect((await bo.call("DELETE", `${PATH}/participants/bo`)).body.errorCode).toBe(
      "UNAUTHORIZED_TO_EDIT_PARTICIPANT",
    );
    expect((await call("GET", PATH)).json.participants).toMatchObject({
      ann: { access: "ReadWrite", notify: false },
      bo: { access: "ReadWrite", notify: true },
    });
  });

  test("is written as the role of the user allows", async () => {
    const roles = { guest: { editConversations: false, editParticipants: false } };
    const { ann, bo } = await people({ settings: { roles } });
    await ann.call("PUT", PATH, {});
    expect((await bo.call("PUT", PATH, { subject: "x" })).body.errorCode).toBe("UNAUTHORIZED_TO_EDIT");
    expect((await bo.call("PUT", "/conversations/new", {})).status).toBe(403);
    const actions = ["bo", "cy"].map((id) => ({ id, method: "PUT", params: {} }));
    expect((await bo.call("POST", `${PATH}/participants`, { actions })).body.responses).toEqual([
      { status: 200 },
      expect.objectContaining({ status: 403, errorCode: "UNAUTHORIZED_TO_EDIT_PARTICIPANT" }),
    ]);
    expect((await bo.call("DELETE", `${PATH}/participants/ann`)).status).toBe(403);
    expect((await bo.call("DELETE", `${PATH}/participants/bo`)).status).toBe(200);
  });
});

describe("participants", () => {
  test("come, change and go by actions, each with its own response in their order", async () => {
    const { ann } = await people();
    await ann.call("PUT", PATH, {});
    const actions = [
      { id: "ann", method: "PUT", params: { access: null, notify: null } },
      { id: "bo", method: "POST", params: { access: "Read", notify: "MentionsOnly" } },
      { id: "bo", method: "POST", params: {} },
      { id: "cy", method: "PATCH", params: {} },
      { id: "nobody", method: "PUT", params: {} },
      { id: "bo", method: "PATCH", params: { notify: null } },
    ];
    expect((await ann.call("POST", `${PATH}/participants`, { actions })).body.responses).toEqual([
      { status: 200 },
      { status: 200 },
      { status: 409, errorCode: "PARTICIPANT_ALREADY_EXISTS", reasons: [expect.any(String)] },
      { status: 404, errorCode: "PARTICIPANT_NOT_FOUND", reasons: [expect.any(String)] },
      { status: 404, errorCode: "USER_NOT_FOUND", reasons: [expect.any(String)] },
      { status: 200 },
    ]);
    const bo = { id: "bo", access: "Read", notify: true, joinedAt: aTime };
    expect((await ann.call("GET", `${ME}/participants/bo`)).body).toEqual(bo);
    expect(await ann.call("GET", `${ME}/participants/cy`)).toMatchObject({
      status: 404,
      body: { errorCode: "PARTICIPANT_NOT_FOUND" },
    });
    expect(await ann.call("DELETE", `${PATH}/participants/bo`)).toEqual({ status: 200, body: {} });
    expect((await ann.call("DELETE", `${PATH}/participants/bo`)).status).toBe(404);
    expect((await ann.call("GET", `${ME}/participants/bo`)).status).toBe(404);
  });

  test("are refused with every reason, and none of their actions is done", async () => {
    const { ann } = await people();
    await ann.call("PUT", PATH, {});
    const actions = [
      { id: "ann", method: "PUT", params: {} },
      { id: "", method: "DELETE", params: { access: "None", notify: "x", role: "y" } },
    ];
    const { status, body } = await ann.call("POST", `${PATH}/participants`, { actions });
    expect(status).toBe(400);
    for (const place of ["actions.1.id", "method", "access", "notify", "role"])
      expect(body.reasons?.join("\n")).toContain(place);
    for (const data of [{}, { actions: [] }, { actions: Array(101).fill(actions[0]) }])
      expect((await ann.call("POST", `${PATH}/participants`, data)).status).toBe(400);
    expect((await ann.call("GET", ME)).status).toBe(403);
    expect((await ann.call("POST", "/conversations/none/participants", action("ann", "PUT"))).status).toBe(
      404,
    );
    expect((await ann.call("DELETE", "/conversations/none/participants/ann")).status).toBe(404);
  });

  test("are listed newest first by pages, and the cursor of the last is null", async () => {
    const { ann, call } = await people();
    const ids = Array.from({ length: 25 }, (_, i) => `u${String(i).padStart(2, "0")}`);
    await call("PUT", "/users", Object.fromEntries(ids.map((id) => [id, { name: id }])));
    await call("PUT", PATH, { participants: ["ann", ...ids] });
    const seen: string[] = [];
    let cursor: unknown;
    do {
      const query = { limit: 10, ...(cursor !== undefined && { cursor }) };
      const { body } = await ann.call("GET", `${ME}/participants`, query);
      seen.push(...(body.data as { id: string }[]).map(({ id }) => id));
      expect(body.cursor === null || typeof body.cursor === "string").toBe(true);
      cursor = body.cursor;
    } while (cursor !== null);
    expect(seen.sort()).toEqual(["ann", ...ids]);
    for (const query of [{ limit: 0 }, { limit: 51 }, { limit: "5" }, { cursor: "x" }, { after: 1 }])
      expect((await ann.call("GET", `${ME}/participants`, query)).status).toBe(400);
  });

  test("alone read and type; who may only read doesn't type", async () => {
    const { ann, bo, cy, call } = await people();
    await call("PUT", PATH, { participants: ["ann"] });
    await call("PUT", `${PATH}/participants/bo`, { access: "Read" });
    await call("PUT", `${PATH}/participants/cy`, {});
    await call("PATCH", `${PATH}/participants/cy`, { access: "None" });
    for (const path of ["", "/participants", "/participants/ann", "/typing"]) {
      expect((await cy.call("GET", `${ME}${path}`)).body.errorCode, path).toBe("NOT_A_PARTICIPANT");
      expect((await cy.call("GET", `/me/conversations/none${path}`)).status, path).toBe(404);
    }
    for (const path of ["/read", "/unread", "/typing"])
      expect((await cy.call("POST", `${ME}${path}`)).body.errorCode, path).toBe("NOT_A_PARTICIPANT");
    expect((await bo.call("POST", `${ME}/typing`)).status).toBe(403);
    expect((await ann.call("POST", `${ME}/typing`)).status).toBe(200);
  });

  test("see each other as guests see them", async () => {
    const { ann, bo, cy, call } = await people({ settings: { roles: { guest: { guestAccess: "Read" } } } });
    await call("PUT", PATH, { participants: ["ann"] });
    expect((await bo.call("GET", ME)).body).toMatchObject({ access: "Read", notify: false, isUnread: false });
    expect((await bo.call("GET", `${ME}/participants`)).body.data).toEqual([
      expect.objectContaining({ id: "ann" }),
    ]);
    expect((await bo.call("GET", "/me/conversations")).body).toEqual({ data: [], cursor: null });
    expect((await bo.call("POST", `${ME}/read`)).body.errorCode).toBe("NOT_A_PARTICIPANT");
    expect((await cy.call("GET", ME)).status).toBe(403);
    await Promise.all([ann, bo].map((socket) => socket.call("SUBSCRIBE", ME)));
    await call("PUT", PATH, { participants: ["bo"] });
    await call("DELETE", `${PATH}/participants/bo`);
    await bo.settled();
    expect(
      bo.events.map(({ type, state }) => [type, (state as { access: string } | undefined)?.access]),
    ).toEqual([
      ["side.deleted", undefined],
      ["side.created", "ReadWrite"],
      ["side.edited", undefined],
      ["side.deleted", undefined],
      ["side.created", "Read"],
      ["side.edited", undefined],
    ]);
  });
});

describe("one's conversations", () => {
  test("are listed newest first, by the last message, else by when one joined", async () => {
    const { ann, call } = await people();
    for (const id of ["a", "b", "c"]) await call("PUT", `/conversations/${id}`, { participants: ["ann"] });
    // Two, the second of which is later than anything before, however fast the machine is.
    const post = { type: "UserMessage", sender: "ann", text: "x" };
    await call("POST", "/conversations/a/messages", [post, post]);
    await call("PUT", "/conversations/other", { participants: ["bo"] });
    const first = await ann.call("GET", "/me/conversations", { limit: 2 });
    const second = await ann.call("GET", "/me/conversations", { limit: 2, cursor: first.body.cursor });
    const ids = [first, second].flatMap(({ body }) => (body.data as { id: string }[]).map(({ id }) => id));
    expect(ids).toHaveLength(3);
    expect(ids[0]).toBe("a");
    expect(second.body.cursor).toBeNull();
  });

  test("are filtered, and the pages behind the first keep the filter", async () => {
    const { ann, call } = await people();
    for (const [id, custom] of [
      ["a", { topic: "x" }],
      ["b", { topic: "x" }],
      ["c", { topic: "y" }],
      ["d", {}],
    ] as const)
      await call("PUT", `/conversations/${id}`, { participants: ["ann"], subject: id, custom });
    await call("PATCH", "/conversations/d/participants/ann", { access: "Read" });
    await call("POST", "/conversations/c/messages", [{ type: "SystemMessage", text: "x" }]);
    const find = async (filter: unknown) => {
      const { body } = await ann.call("GET", "/me/conversations", { limit: 30, filter });
      return (body.data as { id: string }[])
        .map(({ id }) => id)
        .sort()
        .join("");
    };
    const future = Date.UTC(2100, 0);
    expect(await find({})).toBe("abcd");
    expect(await find({ custom: { topic: ["==", "x"] } })).toBe("ab");
    expect(await find({ custom: { topic: ["!=", "x"] } })).toBe("cd");
    expect(await find({ custom: { topic: "exists" } })).toBe("abc");
    expect(await find({ custom: { topic: "!exists", __proto__: undefined } })).toBe("d");
    expect(await find({ custom: { topic: ["oneOf", ["y", "z"]] } })).toBe("c");
    expect(await find({ custom: { topic: ["!oneOf", ["y", "z"]] } })).toBe("abd");
    expect(await find({ subject: ["oneOf", ["a", null]] })).toBe("a");
    expect(await find({ access: ["==", "Read"] })).toBe("d");
    expect(await find({ isUnread: true })).toBe("c");
    expect(await find({ hasMessages: true })).toBe("c");
    expect(await find({ hasMessages: false, subject: ["!=", "a"] })).toBe("bd");
    expect(await find(["any", [{ subject: ["==", "a"] }, { hasMessages: true }]])).toBe("ac");
    expect(await find(["any", []])).toBe("");
    expect(await find({ createdAt: ["<", future], joinedAt: [">", 0], lastActivityAt: [">=", 0] })).toBe(
      "abcd",
    );
    expect(await find({ createdAt: ["between", [0, future]] })).toBe("abcd");
    expect(await find({ createdAt: ["!between", [0, future]] })).toBe("");
    expect(await find({ joinedAt: ["<=", 0] })).toBe("");
    for (const filter of [
      5,
      { topic: "x" },
      { access: ["==", "None"] },
      { createdAt: [">", "x"] },
      ["all", []],
    ])
      expect((await ann.call("GET", "/me/conversations", { filter })).status).toBe(400);
    const filter = { custom: { topic: "exists" } };
    const first = await ann.call("GET", "/me/conversations", { limit: 2, filter });
    const second = await ann.call("GET", "/me/conversations", { limit: 2, cursor: first.body.cursor });
    expect(second.body).toMatchObject({
      data: [{ id: expect.stringMatching(/^[abc]$/) as string }],
      cursor: null,
    });
  });

  test("know what one read, and how far everybody did", async () => {
    const { ann, bo, call } = await people();
    await call("PUT", PATH, { participants: ["ann", "bo"] });
    const send = () => call("POST", `${PATH}/messages`, [{ type: "UserMessage", sender: "ann", text: "x" }]);
    const side = async (socket: RawSocket) => (await socket.call("GET", ME)).body;
    await send();
    await send();
    const before = await side(bo);
    expect(before).toMatchObject({ unreadMessageCount: 2, isUnread: true });
    expect(await side(ann)).toMatchObject({
      unreadMessageCount: 0,
      isUnread: false,
      everyoneReadUntil: before.readUntil,
    });
    await ann.call("SUBSCRIBE", ME);
    await bo.call("SUBSCRIBE", "/me/conversations");
    await bo.call("POST", `${ME}/read`);
    await bo.call("POST", `${ME}/read`);
    expect(await side(bo)).toMatchObject({
      unreadMessageCount: 0,
      isUnread: false,
      readUntil: before.lastMessageAt,
    });
    await bo.call("POST", `${ME}/unread`);
    expect(await side(bo)).toMatchObject({ unreadMessageCount: 0, isUnread: true });
    await Promise.all([ann.settled(), bo.settled()]);
    const { lastMessageAt } = before;
    expect(ann.events).toEqual([
      { type: "side.edited", conversationId: C, diff: { everyoneReadUntil: lastMessageAt } },
    ]);
    expect(bo.events).toEqual([
      {
        type: "side.edited",
        conversationId: C,
        diff: {
          unreadMessageCount: 0,
          isUnread: false,
          readUntil: lastMessageAt,
          everyoneReadUntil: lastMessageAt,
        },
      },
      { type: "side.edited", conversationId: C, diff: { isUnread: true } },
    ]);
    expect((await call("GET", PATH)).json.participants.bo).toMatchObject({ isUnread: true });
    expect((await call("GET", `${PATH}/messages`)).json.data[0]).toMatchObject({ readBy: ["bo"] });
    await send();
    expect(await side(bo)).toMatchObject({ unreadMessageCount: 1 });
  });
});

describe("those who watch a conversation", () => {
  test("are told of what changes about it, whoever changed it, and others aren't", async () => {
    const { ann, bo, cy, call } = await people();
    await call("PUT", PATH, { participants: ["ann", "bo"], custom: { a: "1" } });
    await Promise.all([ann, cy].map((socket) => socket.call("SUBSCRIBE", ME)));
    await bo.call("SUBSCRIBE", "/me/conversations");
    await call("PUT", PATH, { subject: "S", custom: { a: null, b: "2" }, welcomeMessages: ["Hi"] });
    await call("PUT", PATH, { subject: "S" });
    await bo.call("PUT", PATH, { welcomeMessages: null, photoUrl: "https://img.example.com/c" });
    await Promise.all([ann, bo, cy].map((socket) => socket.settled()));
    const told = [
      { subject: "S", welcomeMessages: ["Hi"], custom: { a: null, b: "2" } },
      { photoUrl: "https://img.example.com/c", welcomeMessages: [] },
    ].map((diff) => ({ type: "conversation.edited", conversationId: C, diff }));
    expect(ann.events).toEqual(told);
    expect(bo.events).toEqual(told);
    expect(cy.events).toEqual([]);
  });

  test("are told that they are in, how, and that they are out", async () => {
    const { ann, bo, call } = await people();
    await ann.call("SUBSCRIBE", "/me/conversations");
    await bo.call("SUBSCRIBE", `${ME}/typing`);
    await call("PUT", PATH, { subject: "S", participants: ["ann"] });
    await ann.call("POST", `${PATH}/participants`, action("bo", "POST"));
    await call("PATCH", `${PATH}/participants/bo`, { access: "Read" });
    await call("PATCH", `${PATH}/participants/bo`, { access: "None" });
    await call("PUT", `${PATH}/participants/bo`, {});
    await bo.call("DELETE", `${PATH}/participants/bo`);
    await Promise.all([ann.settled(), bo.settled()]);
    expect(types(bo.events)).toEqual([
      "side.created",
      "typing.available",
      "side.deleted",
      "side.created",
      "typing.available",
      "side.deleted",
    ]);
    expect(bo.events[0]).toMatchObject({ conversationId: C, state: { id: C, subject: "S" } });
    expect(bo.events[1]).toMatchObject({ state: { many: false, usersTyping: {} } });
    expect(types(ann.events).filter((type) => type !== "side.edited")).toEqual([
      "side.created",
      "participant.created",
      "participant.edited",
      "participant.deleted",
      "participant.created",
      "participant.deleted",
    ]);
    const seen = ann.events.filter(({ type }) => type.startsWith("participant"));
    expect(seen[0]).toMatchObject({ userId: "bo", state: { id: "bo", access: "ReadWrite", notify: true } });
    expect(seen[1]).toMatchObject({ conversationId: C, userId: "bo", diff: { access: "Read" } });
  });

  test("by its participants, or by one of them, are told of those alone", async () => {
    const { ann, bo, call } = await people();
    await call("PUT", PATH, { participants: ["ann", "bo"] });
    await ann.call("SUBSCRIBE", `${ME}/participants/bo`);
    await bo.call("SUBSCRIBE", `${ME}/participants`);
    await call("PUT", PATH, { subject: "S", participants: ["cy"] });
    await call("PATCH", `${PATH}/participants/bo`, { notify: false });
    await Promise.all([ann.settled(), bo.settled()]);
    const edited = { type: "participant.edited", conversationId: C, userId: "bo", diff: { notify: false } };
    expect(ann.events).toEqual([edited]);
    expect(bo.events).toEqual([
      expect.objectContaining({ type: "participant.created", userId: "cy" }),
      edited,
    ]);
    await ann.call("UNSUBSCRIBE", `${ME}/participants/bo`);
    await call("PATCH", `${PATH}/participants/bo`, { notify: true });
    await ann.settled();
    expect(ann.events).toEqual([edited]);
  });

  test("hear of several who join at once each on their own", async () => {
    const { ann, bo, cy, call } = await people();
    await Promise.all([ann, bo, cy].map((socket) => socket.call("SUBSCRIBE", `${ME}/participants`)));
    await call("PUT", PATH, { participants: ["ann", "bo", "cy"] });
    await Promise.all([ann, bo, cy].map((socket) => socket.settled()));
    const told = [ann, bo, cy].map(({ events }) => events.map(({ type, userId }) => [type, userId]));
    expect(told).toEqual([
      [
        ["side.created", undefined],
        ["participant.created", "bo"],
        ["participant.created", "cy"],
      ],
      [
        ["side.created", undefined],
        ["participant.created", "cy"],
      ],
      [["side.created", undefined]],
    ]);
  });

  test("see a conversation that is deleted as one that they aren't in", async () => {
    const { ann, cy, call } = await people({ settings: { roles: { default: { guestAccess: "Read" } } } });
    await call("PUT", PATH, { participants: ["ann"] });
    await Promise.all([ann, cy].map((socket) => socket.call("SUBSCRIBE", ME)));
    await call("DELETE", PATH);
    await Promise.all([ann.settled(), cy.settled()]);
    for (const { events } of [ann, cy]) expect(events).toEqual([{ type: "side.deleted", conversationId: C }]);
  });
});

describe("typing", () => {
  test("is shown to the others, in many as many, and ends with the message", async () => {
    const { ann, bo, call, sandbox } = await people();
    const ids = Array.from({ length: 6 }, (_, i) => `u${i}`);
    await call("PUT", "/users", Object.fromEntries(ids.map((id) => [id, { name: id }])));
    await call("PUT", PATH, { participants: ["ann", "bo", ...ids] });
    for (const socket of [ann, bo]) await socket.call("SUBSCRIBE", `${ME}/typing`);
    await bo.call("POST", `${ME}/typing`);
    await bo.call("POST", `${ME}/typing`);
    expect((await ann.call("GET", `${ME}/typing`)).body).toEqual({ many: false, usersTyping: { bo: aTime } });
    expect((await bo.call("GET", `${ME}/typing`)).body).toEqual({ many: false, usersTyping: {} });
    await call("POST", `${PATH}/messages`, [{ type: "UserMessage", sender: "bo", text: "x" }]);
    await ann.settled();
    expect(ann.events.map(({ diff }) => diff)).toEqual([
      { usersTyping: { bo: aTime } },
      { usersTyping: { bo: null } },
    ]);
    await bo.settled();
    expect(bo.events).toEqual([]);
    const sockets = await Promise.all(ids.map((id) => logIn(sandbox, id)));
    for (const socket of sockets) await socket.call("POST", `${ME}/typing`);
    expect((await ann.call("GET", `${ME}/typing`)).body).toEqual({ many: true });
    await call("POST", `${PATH}/messages`, [{ type: "UserMessage", sender: "u0", text: "x" }]);
    await ann.settled();
    const [many, few] = ann.events.slice(-2);
    expect(many?.diff).toEqual({ many: true });
    expect(few?.diff).toEqual({
      many: false,
      usersTyping: Object.fromEntries(ids.slice(1).map((id) => [id, aTime])),
    });
    expect(ann.events).toHaveLength(2 + 5 + 2);
  });
});
