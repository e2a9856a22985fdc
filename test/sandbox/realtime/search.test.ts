import { describe, expect, test } from "vitest";
import { LATE_MS } from "../../../src/sandbox/realtime/search-index.js";
import type { SandboxOptions } from "../../../src/sandbox/options.js";
import { until } from "../../support/until.js";
import { start, type SandboxHarness } from "../support.js";
import { userToken } from "./socket.js";

interface Found {
  status: number;
  text: string;
  ids: string[];
  cursor: string | undefined;
}

interface Searcher extends SandboxHarness {
  say: (conversation: string, text: string) => Promise<string>;
  find: (what: "messages" | "conversations", query: Record<string, string>, token?: string) => Promise<Found>;
  /** The IDs that a search for that string finds. */
  messages: (searchString: string) => Promise<string[]>;
}

async function searcher(options: SandboxOptions = {}): Promise<Searcher> {
  const harness = await start({ users: 0, ...options });
  const { call, sandbox } = harness;
  await call("PUT", "/users", { ann: { name: "Ann", role: "buyer" }, bo: { name: "Bo" } });
  for (const [id, participants] of Object.entries({ a: ["ann"], b: ["ann", "bo"], c: ["bo"] }))
    await call("PUT", `/conversations/${id}`, { subject: `About ${id}`, participants });
  const own = await userToken(sandbox, { sub: "ann" });
  const find: Searcher["find"] = async (what, query, token = own) => {
    const { searchString, ...rest } = query;
    const search = new URLSearchParams({
      ...(searchString !== undefined && { searchString: encodeURIComponent(searchString) }),
      ...rest,
    });
    const url = `${sandbox.url}/public_api/v1/sandboxApp/me/${what}/search?${search.toString()}`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const text = await answer.text();
    const { data = [], cursor } = JSON.parse(text) as { data?: { id: string }[]; cursor?: string };
    return { status: answer.status, text, ids: data.map(({ id }) => id), cursor };
  };
  return {
    ...harness,
    find,
    say: async (conversation, text) => {
      const message = [{ type: "UserMessage", sender: conversation === "c" ? "bo" : "ann", text }];
      const { json } = await call("POST", `/conversations/${conversation}/messages`, message);
      return (json as unknown as { id: string }[])[0]?.id ?? "";
    },
    messages: async (searchString) => (await find("messages", { searchString })).ids,
  };
}

describe("a search for messages", () => {
  test("finds those that have each word's beginning, in one's own conversations, newest first", async () => {
    const { say, messages } = await searcher();
    const id = await say("a", "I like to look at rainbows");
    await say("c", "rainbows of others");
    for (const query of ["rainbows", "rain", "look at", "(look, i *LIKE* rain)", "look look look!"])
      expect(await messages(query), query).toEqual([id]);
    for (const query of ["bows", "rain-bows", "look-at", "I like to look at rainbows too", "!?", " "])
      expect(await messages(query), query).toEqual([]);
    const second = await say("b", "Rain % é 件");
    expect(await messages("rain")).toEqual([second, id]);
    expect(await messages("% é 件")).toEqual([second]);
  });

  test("answers in lines, the last of which has no end, whole messages with their conversation", async () => {
    const { say, find } = await searcher();
    const ids = [await say("a", "one"), await say("b", "one")].reverse();
    const { text, cursor } = await find("messages", { searchString: "one" });
    const lines = text.split("\n");
    expect(lines).toHaveLength(4);
    expect([lines[0], lines[3]]).toEqual(['{"data":[', "]}"]);
    expect(JSON.parse(lines[1] ?? "")).toMatchObject({ id: ids[0], conversationId: "b", reactions: {} });
    expect(lines[2]?.startsWith(",{")).toBe(true);
    expect(cursor).toBeUndefined();
    const none = await find("messages", { searchString: "nothing" });
    expect(none.text).toBe('{"data":[\n]}');
  });

  test("goes on behind a page, whose cursor knows what was asked for", async () => {
    const { say, find } = await searcher();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift(await say(i % 2 === 0 ? "a" : "b", `word ${i}`));
    const first = await find("messages", { searchString: "word", conversationFilter: "{}", limit: "3" });
    const second = await find("messages", { cursor: first.cursor ?? "", limit: "3" });
    expect([...first.ids, ...second.ids]).toEqual(ids);
    expect(second.cursor).toBeUndefined();
    const conversationFilter = JSON.stringify({ subject: ["==", "About b"] });
    const ofB = await find("messages", { searchString: "word", conversationFilter, limit: "1" });
    const last = await find("messages", { cursor: ofB.cursor ?? "" });
    expect([...ofB.ids, ...last.ids]).toEqual([ids[1], ids[3]]);
  });

  test("is refused with every reason", async () => {
    const { find } = await searcher();
    for (const wrong of [
      {},
      { searchString: "x", limit: "0" },
      { searchString: "x", limit: "51" },
      { searchString: "x", conversationFilter: "{oops" },
      { searchString: "x", conversationFilter: '{"topic":"x"}' },
      { searchString: "x", cursor: "oops" },
      { searchString: "x", after: "1" },
    ])
      expect((await find("messages", wrong)).status, JSON.stringify(wrong)).toBe(400);
  });

  test("is for users alone, whose role may", async () => {
    const { find, sandbox } = await searcher({ settings: { roles: { buyer: { search: false } } } });
    const query = { searchString: "x" };
    expect((await find("messages", query)).status).toBe(403);
    expect((await find("messages", query, sandbox.secretKey)).status).toBe(401);
    expect((await find("messages", query, "")).status).toBe(401);
    expect((await find("messages", query, await userToken(sandbox, { sub: "no" }))).status).toBe(404);
    expect((await find("messages", query, await userToken(sandbox, { sub: "bo" }))).status).toBe(200);
  });

  test.each([
    ["at-once", false],
    ["late", true],
  ] as const)("finds what an edit made of a text %s, where it is assumed so", async (searchIndex, isLate) => {
    const { say, messages, call } = await searcher({ settings: { assumed: { searchIndex } } });
    const id = await say("a", "before");
    await call("PUT", `/conversations/a/messages/${id}`, { text: "after" });
    await call("PUT", `/conversations/a/messages/${id}`, { text: "afterwards" });
    expect(await messages("before")).toEqual(isLate ? [id] : []);
    await until("it is found", async () => (await messages("afterwards")).length === 1, {
      within: LATE_MS * 100,
    });
    expect(await messages("before")).toEqual([]);
    const second = await say("a", "second");
    await call("PUT", `/conversations/a/messages/${second}`, { text: "changed" });
    expect(await messages("changed")).toEqual(isLate ? [] : [second]);
  });
});

describe("a search for conversations", () => {
  test("finds them by their subject or by custom.search, not by both together", async () => {
    const { find, call } = await searcher();
    await call("PUT", "/conversations/a", { subject: "Kittens", custom: { search: "where to buy food" } });
    await call("PUT", "/conversations/b", { subject: null, custom: { search: "Kittens" } });
    const ids = async (searchString: string) => (await find("conversations", { searchString })).ids.sort();
    expect(await ids("kitten")).toEqual(["a", "b"]);
    expect(await ids("buy food")).toEqual(["a"]);
    expect(await ids("kitten food")).toEqual([]);
    expect(await ids("About")).toEqual([]);
    const first = await find("conversations", { searchString: "kitten", limit: "1" });
    const second = await find("conversations", { cursor: first.cursor ?? "" });
    expect([...first.ids, ...second.ids].sort()).toEqual(["a", "b"]);
  });
});
