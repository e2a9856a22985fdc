import { describe, expect, test } from "vitest";
import { MAX_FILE_BYTES } from "../../src/sandbox/shapes/file.js";
import { linesOf } from "../../src/sandbox/transfer/ndjson.js";
import { encode, lines, NOW, pages, start, type Json, type SandboxHarness } from "./support.js";

interface Line {
  type: string;
  data: { id: string; fileToken: string; bytes: string; conversationId: string; content?: unknown };
}

const BOM = "\ufeff";
const fileLine = (fileToken: string, text: string, more: object = {}) => ({
  type: "file",
  data: {
    fileToken,
    size: Buffer.byteLength(text),
    filename: `${fileToken}.txt`,
    contentType: "text/plain",
    bytes: Buffer.from(text).toString("base64"),
    ...more,
  },
});
const exported = async (harness: SandboxHarness) => (await harness.inspect("GET", "export")).text;
const importing = (harness: SandboxHarness, ...all: object[]) =>
  harness.inspect("POST", "import", all.map((line) => JSON.stringify(line)).join("\n"));
const message = (id: string, more: object = {}) => ({
  type: "message",
  data: { id, conversationId: "c", type: "UserMessage", senderId: "u", text: "hi", createdAt: NOW, ...more },
});
const talk = (more: object = {}) => ({
  type: "conversation",
  data: { id: "c", createdAt: NOW, participants: { u: { access: "ReadWrite", notify: true } }, ...more },
});

/** A world in which something of everything was changed, and what is gone from it. */
async function changed(): Promise<{ harness: SandboxHarness; gone: string[] }> {
  const harness = await start({ users: 600, settings: { assumed: { editActivity: "yes", contentInRest: "present" } } });
  await harness.call("PUT", "/users/u", { name: "u" });
  const file = { ...fileLine("sent", "of bo").data, type: "file", url: "/_files/sent/sent.txt" };
  const { contentType: _, bytes: __, ...block } = file;
  await importing(
    harness,
    fileLine("sent", "of bo"),
    fileLine("unsent", "é\0"),
    talk({ participants: { u: { access: "None", notify: false, hasLeft: true, joinedAt: NOW - 5, readUntil: NOW - 1 } } }),
    message("m", { content: [block], attachment: { url: block.url, size: block.size }, text: null }),
    message("n", { reactions: { "👍🏽": { u: NOW + 1, __proto__x: NOW + 2 }, ":cat:": ["u"] } }),
  ); // prettier-ignore
  const [conversation, other, third] = (await harness.call("GET", "/conversations?limit=30")).json.data.filter(
    ({ id, lastMessage }) => id !== "c" && lastMessage !== null,
  ) as [Json, Json, Json];
  const path = `/conversations/${encode(other.id)}`;
  await harness.call("DELETE", `/conversations/${encode(conversation.id)}`);
  await harness.call("DELETE", `${path}/messages/${other.lastMessage?.id}`);
  const [member = ""] = Object.keys(third.participants);
  await harness.call("DELETE", `/conversations/${encode(third.id)}/participants/${encode(member)}`);
  await harness.call("PUT", `/conversations/${encode(third.id)}/messages/${third.lastMessage?.id}/reactions/${encode("❤️")}/u`);
  await harness.call("PUT", `/conversations/${encode(third.id)}/messages/${third.lastMessage?.id}`, { custom: { a: "b" } });
  await harness.call("PUT", `${path}/participants/u`, { access: "Read" });
  await harness.call("PATCH", `/users/u/conversations/${encode(other.id)}`, { readUntil: "sent" });
  return { harness, gone: [`/conversations/${encode(conversation.id)}`, `${path}/messages/${other.lastMessage?.id}`] };
} // prettier-ignore

describe("an export", () => {
  test("gives an empty sandbox all that there is, and what is gone stays gone", async () => {
    const { harness: source, gone } = await changed();
    const text = await exported(source);
    const target = await start({
      users: 0,
      now: NOW + 1_000,
      settings: { assumed: { editActivity: "yes", contentInRest: "present" } },
    });
    const counts = (await target.inspect("POST", "import", text)).json as unknown as Record<string, number>;
    expect(counts.files).toBeGreaterThan(20);
    expect((await exported(target)) === text).toBe(true);
    for (const path of gone) expect((await target.call("GET", path)).status).toBe(404);
    const origin = (json: unknown) => JSON.stringify(json).replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, "");
    const listed = await pages(target, "/conversations", "limit=30");
    expect(origin(listed) === origin(await pages(source, "/conversations", "limit=30"))).toBe(true);
    for (const { id } of listed.slice(0, 40)) {
      const messages = `/conversations/${encode(id)}/messages`;
      expect(origin(await pages(target, messages))).toBe(origin(await pages(source, messages)));
    }
    await target.inspect("POST", "import", text);
    expect((await exported(target)) === text).toBe(true);
  });

  test("has each file once, before the first message that holds it, and those that nobody sent at its end", async () => {
    const { harness } = await changed();
    const all = lines<Line>(await exported(harness));
    const tokens = all.flatMap(({ type, data }) => (type === "file" ? [data.fileToken] : []));
    expect(new Set(tokens).size).toBe(tokens.length);
    const brought = new Set<string>();
    for (const { type, data } of all) {
      if (type === "file") brought.add(data.fileToken);
      const held = JSON.stringify(data.content ?? []).matchAll(/"fileToken":"([^"]+)"/g);
      for (const [, token] of held) expect(brought).toContain(token);
    }
    const lastMessage = all.findLastIndex(({ type }) => type === "message");
    expect(all.slice(lastMessage)).toContainEqual(fileLine("unsent", "é\0"));
  });

  test("addresses its files without a host, and whoever takes them addresses them as its own", async () => {
    const { harness: source } = await changed();
    const text = await exported(source);
    expect(text).not.toContain(source.sandbox.url);
    const target = await start({ users: 0 });
    await target.inspect("POST", "import", text);
    const { json } = await target.call("GET", "/conversations/c/messages/m");
    expect(json.attachment).toEqual({ url: `${target.sandbox.url}/_files/sent/sent.txt`, size: 5 });
  });

  test("leaves a text as it is that is nothing but an address of the sandbox", async () => {
    const source = await start({ users: 0 });
    const text = `${source.sandbox.url}/_files/x/y`;
    await importing(source, talk(), message("m", { text }));
    const target = await start({ users: 0 });
    await target.inspect("POST", "import", await exported(source));
    expect((await target.call("GET", "/conversations/c/messages/m")).json.text).toBe(text);
  });

  test("says nothing of the settings", async () => {
    const { harness } = await changed();
    expect(new Set(lines<Line>(await exported(harness)).map(({ type }) => type))).toEqual(
      new Set(["user", "file", "conversation", "message"]),
    );
  });
});

describe("an import", () => {
  test("takes a byte order mark at its beginning and nowhere else", async () => {
    const harness = await start({ users: 0 });
    const user = (id: string) => JSON.stringify({ type: "user", data: { id, name: id } });
    expect((await harness.inspect("POST", "import", BOM + user("a"))).status).toBe(200);
    const { json } = await harness.inspect("POST", "import", `${user("b")}\n${BOM}${user("c")}`);
    expect(json.reasons).toEqual(["line 2: is not JSON"]);
  });

  test("takes the largest file that can be uploaded, and none that is larger", async () => {
    const harness = await start({ users: 0 });
    const large = fileLine("large", "x".repeat(MAX_FILE_BYTES));
    expect((await importing(harness, large)).json).toMatchObject({ files: 1 });
    expect((await exported(harness)) === `${JSON.stringify(large)}\n`).toBe(true);
    const { status, text } = await importing(harness, fileLine("larger", "x".repeat(MAX_FILE_BYTES + 3)));
    expect(status).toBe(400);
    expect(text).toContain("line 1: data.bytes");
  });

  test("gives up on a line that is longer than any export has, before it has read all of it", async () => {
    let read = 0;
    const endless = async function* () {
      for (;;) {
        read += 2 ** 20;
        yield Buffer.alloc(2 ** 20, "x");
      }
    };
    await expect(linesOf(endless()).next()).rejects.toMatchObject({ answer: { status: 400 } });
    expect(read).toBeLessThan(2 * MAX_FILE_BYTES);
  });

  const deep = (depth: number): unknown =>
    depth === 0 ? "x" : { type: "bold", children: [deep(depth - 1)] };
  test.each<[string, object, string]>([
    ["a file whose size is another", fileLine("t", "abc", { size: 4 }), "data.size"],
    ["a file that is no base64", fileLine("t", "abc", { bytes: "a b" }), "data.bytes"],
    ["a file without a token", fileLine("", "abc"), "data.fileToken"],
    ["a block of an unknown type", message("m", { content: [{ type: "poll" }] }), "data.content.0.type"],
    ["a file block without an address", message("m", { content: [{ type: "file", fileToken: "t", size: 1, filename: "f" }] }), "data.content.0.url"],
    ["a node of an unknown type", message("m", { content: [{ type: "text", children: [{ type: "blink", text: "x" }] }] }), "data.content.0"],
    ["nodes deeper than a text nests", message("m", { content: [{ type: "text", children: [deep(1_000)] }] }), "data.content.0"],
    ["a location of one number", message("m", { location: [1] }), "data.location"],
    ["who reacted at no time", message("m", { reactions: { x: { u: "now" } } }), "data.reactions.x"],
    ["a participant who stayed by leaving", talk({ participants: { u: { access: "None", notify: true, hasLeft: false } } }), "data.participants.u.hasLeft"],
    ["settings", { type: "settings", data: {} }, "type"],
  ])("names the line that is %s", async (_name, line, reason) => {
    const harness = await start({ users: 0 });
    const { status, json } = await importing(harness, talk(), line);
    expect(status).toBe(400);
    expect(json.reasons[0]).toContain(`line 2: ${reason}`);
  }); // prettier-ignore
});
