import { describe, expect, test } from "vitest";
import { deleteConversation } from "../../src/sandbox/acts/conversations.js";
import { deleteMessage } from "../../src/sandbox/acts/messages.js";
import { checkOptions } from "../../src/sandbox/options.js";
import { fileTokensOf } from "../../src/sandbox/shapes/message-content.js";
import type { SandboxMessage } from "../../src/sandbox/shapes/conversation.js";
import { State } from "../../src/sandbox/state.js";
import type { World } from "../../src/sandbox/store/world.js";
import { readPdf } from "../support/pdf.js";
import { NOW } from "./support.js";

async function world(assumed: Record<string, string> = {}): Promise<World> {
  const { data } = await State.create(checkOptions({ users: 600, now: NOW, settings: { assumed } }));
  data.files.origin = "http://sandbox.test";
  return data;
}

const messagesOf = ({ conversations }: World): SandboxMessage[] =>
  [...conversations.ids()].flatMap((id) => [...conversations.messages(id)]);

/** The messages by the token of the file that they hold. */
function byToken(all: World): Map<string, SandboxMessage[]> {
  const held = new Map<string, SandboxMessage[]>();
  for (const message of messagesOf(all))
    for (const token of fileTokensOf(message)) held.set(token, [...(held.get(token) ?? []), message]);
  return held;
}

const shared = (all: World) => [...byToken(all)].find(([, messages]) => messages.length > 1) ?? ["", []];

describe("an invented file", () => {
  test("is there by the token of every message that holds one, and is what the message says of it", async () => {
    const all = await world();
    const held = byToken(all);
    expect(held.size).toBeGreaterThan(100);
    for (const [token, messages] of held) {
      const file = all.files.get(token);
      for (const { content, attachment } of messages) {
        expect(content).toEqual([{ type: "file", url: attachment?.url, ...file?.about }]);
        expect(attachment).toEqual({ url: all.files.blockOf(token)?.url, size: file?.bytes.length });
        expect(attachment?.url).toMatch(/^http:\/\/sandbox\.test\/_files\//);
      }
    }
  });

  test("is the same whenever it is asked for", async () => {
    const [once, again] = [await world(), await world()];
    for (const token of byToken(once).keys()) expect(once.files.get(token)).toEqual(again.files.get(token));
  });

  test.each(["", "file_", "file_msg_00000001x9999", "file_msg_99999999x0000", "msg_00000001x0000", "x"])(
    "isn't there by the token %j",
    async (token) => {
      expect((await world()).files.get(token)).toBeUndefined();
    },
  );

  test("is a picture, a document or a sound of its kind, with the name of somebody in it", async () => {
    const all = await world();
    const files = [...byToken(all).keys()].flatMap((token) => all.files.get(token) ?? []);
    const of = (type: string) => files.filter(({ contentType }) => contentType === type);
    for (const { bytes } of of("image/png")) {
      const text = Buffer.from(bytes);
      expect(text.subarray(1, 4).toString()).toBe("PNG");
      expect(text.toString()).toMatch(/Author\0{5}\S/);
      expect(text.subarray(-8, -4).toString()).toBe("IEND");
    }
    for (const { bytes, about } of of("audio/wav")) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      expect(view.getUint32(4, true)).toBe(bytes.length - 8);
      expect(view.getUint32(40, true) / view.getUint32(28, true)).toBeCloseTo(about.duration ?? 0);
    }
    for (const { bytes, about } of of("application/pdf").slice(0, 10)) {
      const { info, text } = await readPdf(Buffer.from(bytes));
      const name = /^(?:CV|Rechnung)[ _](.*)\.pdf$/.exec(about.filename)?.[1]?.replaceAll("_", " ") ?? "?";
      expect(info.Title).toBe(`Curriculum vitae of ${name}`);
      expect(text).toContain(/\d{6}/.exec(name)?.[0]);
    }
    expect(of("image/png").length + of("audio/wav").length + of("application/pdf").length).toBe(files.length);
  });
});

describe("a file that was sent on", () => {
  test("stays while another message holds it, where the last one takes it along", async () => {
    const all = await world({ fileAfterMessage: "gone-with-the-last" });
    const [token, messages] = shared(all);
    for (const message of messages) {
      expect(all.files.get(token)).toBeDefined();
      deleteMessage(all, message);
    }
    expect(all.files.get(token)).toBeUndefined();
    expect(all.files.isGone(token)).toBe(true);
  });

  test("goes with the first of them, where that one takes it along", async () => {
    const all = await world({ fileAfterMessage: "gone-with-the-first" });
    const [token, [message]] = shared(all);
    if (message !== undefined) deleteMessage(all, message);
    expect(all.files.get(token)).toBeUndefined();
  });

  test.each([
    ["stays", true],
    ["gone", false],
  ])("%s with its conversation", async (answer, isThere) => {
    const all = await world({ fileAfterConversation: answer });
    const [token, [message]] = shared(all);
    const conversation = all.conversations.get(message?.conversationId ?? "");
    if (conversation !== undefined) deleteConversation(all, conversation);
    expect(all.files.get(token) !== undefined).toBe(isThere);
  });
});
