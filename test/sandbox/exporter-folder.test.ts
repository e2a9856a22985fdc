import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { importFolder } from "../../src/sandbox/transfer/exporter-folder.js";
import { encode, NOW, pages, start } from "./support.js";

async function folder(files: Record<string, unknown>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "sandbox-import-"));
  onTestFinished(() => rm(path, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(path, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return path;
}

const user = {
  id: "a/1",
  name: "Sample",
  createdAt: NOW,
  email: ["x@example.com"],
  somethingNew: { deep: [1] },
};
const talk = {
  id: "c 1",
  createdAt: NOW,
  participants: { "a/1": { access: "ReadWrite", notify: true } },
  lastMessage: { id: "m1" },
};
const message = {
  id: "m1",
  conversationId: "c 1",
  type: "UserMessage",
  senderId: "a/1",
  text: "hi",
  createdAt: NOW,
};
const good = { "app-users.json": [user], "app-conversations.json": [talk], "app-messages.json": [[message]] };

describe("a folder that TalkJS's exporter wrote", () => {
  test("becomes the sandbox's data, as it was", async () => {
    const source = await start({ users: 130, maxConversationsPerPage: 100 });
    const conversations = await pages(source, "/conversations");
    const messages = [];
    for (const { id } of conversations)
      messages.push(await pages(source, `/conversations/${encode(id)}/messages`));
    const path = await folder({
      "myApp-users.json": await pages(source, "/users"),
      "myApp-conversations.json": conversations,
      "myApp-messages.json": messages,
    });
    const copy = await start({ importFolder: path, maxConversationsPerPage: 100 });
    for (const list of ["/users", "/conversations"])
      expect(await pages(copy, list)).toEqual(await pages(source, list));
    for (const [i, { id }] of conversations.entries()) {
      expect(await pages(copy, `/conversations/${encode(id)}/messages`)).toEqual(messages[i]);
    }
    await copy.call("PUT", "/users/new", { name: "n" });
    await copy.inspect("POST", "reset");
    expect(await pages(copy, "/users")).toHaveLength(130);
  });

  test("keeps fields that nobody knows", async () => {
    const harness = await start({ importFolder: await folder(good) });
    expect((await harness.call("GET", `/users/${encode("a/1")}`)).json).toEqual(user);
    await harness.call("PUT", `/users/${encode("a/1")}`, { email: null });
    expect((await harness.call("GET", `/users/${encode("a/1")}`)).json).toEqual({ ...user, email: null });
    expect((await harness.call("GET", `/conversations/${encode("c 1")}`)).json.lastMessage?.text).toBe("hi");
  });

  test.each([
    { contentInRest: "present", reactionsInRest: "users", textInRest: "markup" },
    { contentInRest: "absent", reactionsInRest: "counts", textInRest: "plain" },
    { contentInRest: "present", reactionsInRest: "absent", textInRest: "plain" },
  ])("is read as an app answered with %j, with a byte order mark or without", async (assumed) => {
    const settings = { assumed };
    const source = await start({ users: 200, maxConversationsPerPage: 100, settings });
    const conversations = await pages(source, "/conversations");
    const messages = [];
    for (const { id } of conversations)
      messages.push(await pages(source, `/conversations/${encode(id)}/messages`));
    const path = await folder({
      "app-users.json": `\ufeff${JSON.stringify(await pages(source, "/users"))}`,
      "app-conversations.json": `\ufeff${JSON.stringify(conversations)}`,
      "app-messages.json": `\ufeff${JSON.stringify(messages)}`,
    });
    const copy = await start({ importFolder: path, maxConversationsPerPage: 100, settings });
    const isShown = (field: string) => assumed.reactionsInRest === "users" || field !== "reactions";
    const shown = (json: object) => Object.entries(json).filter(([field]) => isShown(field));
    for (const [i, { id }] of conversations.entries()) {
      const copied = await pages(copy, `/conversations/${encode(id)}/messages`);
      expect(copied.map(shown).map((fields) => Object.fromEntries(fields))).toEqual(
        messages[i]?.map(shown).map((fields) => Object.fromEntries(fields)),
      );
    }
  });

  test("of several apps is read by the app's ID", async () => {
    const path = await folder({ ...good, "other-users.json": [] });
    expect((await importFolder(path, "app")).users).toHaveLength(1);
    await expect(importFolder(path, "third")).rejects.toThrow("several apps");
  });

  test.each([
    ["no such folder", undefined, "can't be read"],
    ["an empty folder", {}, "no file that ends in -users.json"],
    ["a missing file", { "app-users.json": [] }, "app-conversations.json is missing"],
    [
      "a file cut short",
      { ...good, "app-messages.json": '[[{"id":"secret' },
      "app-messages.json is not JSON",
    ],
    [
      "users that are no array",
      { ...good, "app-users.json": { data: [] } },
      "app-users.json has not the shape",
    ],
    [
      "a user without an ID",
      { ...good, "app-users.json": [{ name: "secret", createdAt: 1 }] },
      "app-users.json has not the shape",
    ],
    [
      "messages that are not in arrays",
      { ...good, "app-messages.json": [message] },
      "app-messages.json has not the shape",
    ],
    [
      "messages of no conversation",
      { ...good, "app-conversations.json": [] },
      "app-messages.json has 1 messages",
    ],
  ])("with %s is refused, naming the file and never its content", async (_name, files, reason) => {
    const path = files === undefined ? "/nowhere/at/all" : await folder(files);
    const starting = start({ importFolder: path });
    await expect(starting).rejects.toMatchObject({ code: "SANDBOX_IMPORT" });
    await expect(starting).rejects.toThrow(reason);
    await expect(starting).rejects.not.toThrow("secret");
  });
});
