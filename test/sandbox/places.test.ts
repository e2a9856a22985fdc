import { describe, expect, test } from "vitest";
import { PLACES, type Place } from "../../src/sandbox/invented/places.js";
import type { SandboxConversation, SandboxMessage } from "../../src/sandbox/shapes/conversation.js";
import { parseMarkup } from "../../src/sandbox/shapes/markup.js";
import { blocksOf } from "../../src/sandbox/shapes/message-content.js";
import { oneOnOneId } from "../../src/sandbox/shapes/one-on-one-id.js";
import type { InventedUser } from "../../src/sandbox/shapes/user.js";
import { lines } from "./support.js";

/** What an export says of the default world. */
class Seen {
  readonly users = new Map<string, InventedUser>();
  readonly conversations = new Map<string, SandboxConversation>();
  readonly messages: SandboxMessage[] = [];
  /** By the number that names, addresses and IDs of invented people hold. */
  readonly #byNumber = new Map<string, InventedUser>();

  constructor(text: string) {
    for (const { type, data } of lines<{ type: string; data: never }>(text)) {
      if (type === "user") this.#addUser(data);
      else if (type === "conversation") this.conversations.set((data as SandboxConversation).id, data);
      else if (type === "message") this.messages.push(data);
    }
  }

  #addUser(user: InventedUser): void {
    this.users.set(user.id, user);
    const n = /(\d{6})\D*$/.exec(user.id)?.[1];
    if (n !== undefined) this.#byNumber.set(n, user);
  }

  conversationOf(message: SandboxMessage): SandboxConversation {
    const conversation = this.conversations.get(message.conversationId);
    if (conversation === undefined) throw new Error("A message of no conversation.");
    return conversation;
  }

  /** The users whose name or e-mail address a text holds, as they are today. */
  named(text: string | null | undefined): InventedUser[] {
    if (!text) return [];
    const users = [...text.matchAll(/\d{6}/g)].flatMap(([n]) => this.#byNumber.get(n) ?? []);
    const isHere = ({ name, email }: InventedUser) =>
      [name, ...(email ?? [])].some((part) => text.includes(part));
    return users.filter(isHere);
  }

  isNamedBy(text: string | null | undefined): boolean {
    return this.named(text).length > 0;
  }

  count(test: (message: SandboxMessage) => boolean): number {
    return this.messages.filter(test).length;
  }

  countConversations(test: (conversation: SandboxConversation) => boolean): number {
    return [...this.conversations.values()].filter(test).length;
  }
}

const isText = (message: SandboxMessage) => message.type === "UserMessage" && message.text !== null;
const fileOf = (message: SandboxMessage) => blocksOf(message).find((block) => block.type === "file");
const people = (conversation: SandboxConversation) => Object.keys(conversation.participants);
const takesPart = (seen: Seen, message: SandboxMessage, id: string) =>
  people(seen.conversationOf(message)).includes(id);
const reactedWith = (message: SandboxMessage, emoji: RegExp) =>
  Object.keys(message.reactions ?? {}).some((key) => emoji.test(key));
const mentions = (message: SandboxMessage) =>
  parseMarkup(message.text ?? "", false).filter(
    (node) => typeof node === "object" && node.type === "mention",
  );

/** How each kind of place is seen by somebody who only reads. */
const FOUND: Record<Place, (seen: Seen) => number> = {
  ownDetails: (seen) =>
    seen.count((m) => isText(m) && m.origin === "web" && seen.named(m.text).some(({ id }) => id === m.senderId)),
  othersDetails: (seen) =>
    seen.count((m) => isText(m) && mentions(m).length === 0 && seen.named(m.text).some(({ id }) => id !== m.senderId)),
  mention: (seen) => seen.count((m) => mentions(m).some((node) => "id" in node && seen.users.has(node.id))),
  codeMention: (seen) => seen.count((m) => /```.*<!!mention:/.test(m.text ?? "") && mentions(m).length === 0),
  typedLink: (seen) =>
    seen.count((m) => /<https:[^|]+\|/.test(m.text ?? "") && !JSON.stringify(blocksOf(m)).includes('"link"')),
  markup: (seen) =>
    seen.count((m) => JSON.stringify(parseMarkup(m.text ?? "", false)).includes("bulletList") && seen.isNamedBy(m.text)),
  image: (seen) => seen.count((m) => fileOf(m)?.subtype === "image"),
  document: (seen) =>
    seen.count((m) => !!fileOf(m)?.filename.endsWith(".pdf") && seen.isNamedBy(fileOf(m)?.filename.replaceAll("_", " "))),
  voice: (seen) => seen.count((m) => fileOf(m)?.subtype === "voice"),
  location: (seen) => seen.count((m) => m.location !== null),
  forwardedFile: (seen) => {
    const brought = new Map<string, SandboxMessage>();
    for (const m of [...seen.messages].sort((a, b) => a.createdAt - b.createdAt)) {
      const token = fileOf(m)?.fileToken;
      if (token !== undefined && !brought.has(token)) brought.set(token, m);
    }
    return seen.count((m) => {
      const first = brought.get(fileOf(m)?.fileToken ?? "");
      return first !== undefined && first !== m && first.senderId !== m.senderId;
    });
  },
  emailReply: (seen) => seen.count((m) => m.origin === "email" && /-- \n.+\n/.test(m.text ?? "") && seen.isNamedBy(m.text)),
  systemName: (seen) => seen.count((m) => m.type === "SystemMessage" && m.senderId === null && seen.isNamedBy(m.text)),
  threadCopy: (seen) =>
    seen.count((m) => {
      const { parentConvId, parentMessageId } = seen.conversationOf(m).custom;
      const parent = seen.messages.find(({ id }) => id === parentMessageId);
      return m.senderId === null && m.text !== null && parent?.text === m.text && parent.conversationId === parentConvId;
    }),
  reply: (seen) => {
    const ids = new Set(seen.messages.map(({ conversationId, id }) => `${conversationId} ${id}`));
    return seen.count((m) => ids.has(`${m.conversationId} ${m.referencedMessageId}`) && m.referencedMessageId !== m.id);
  },
  reaction: (seen) => seen.count((m) => reactedWith(m, /^👍$/)),
  skinTone: (seen) => seen.count((m) => reactedWith(m, /[🏻-🏿]$/u)),
  customEmoji: (seen) => seen.count((m) => reactedWith(m, /^:.+:$/)),
  guestReaction: (seen) =>
    seen.count((m) =>
      Object.values(m.reactions ?? {}).some((users) => Object.keys(users).some((id) => !takesPart(seen, m, id))),
    ),
  messageCustom: (seen) => seen.count((m) => Object.values(m.custom).some((value) => seen.isNamedBy(value))),
  readBy: (seen) => seen.count((m) => m.readBy.length > 0 && !m.readBy.includes(m.senderId ?? "")),
  edit: (seen) => seen.count((m) => (m.editedAt ?? 0) > m.createdAt),
  guest: (seen) => seen.count((m) => m.senderId !== null && !takesPart(seen, m, m.senderId)),
  subject: (seen) => seen.countConversations((c) => seen.isNamedBy(c.subject)),
  welcomeMessage: (seen) => seen.countConversations((c) => seen.isNamedBy(c.welcomeMessages?.join())),
  conversationCustom: (seen) => seen.countConversations((c) => Object.values(c.custom).some((value) => seen.isNamedBy(value))),
  conversationPhoto: (seen) => seen.countConversations((c) => people(c).some((id) => c.photoUrl?.includes(encodeURIComponent(id)))),
  alone: (seen) => seen.countConversations((c) => people(c).length === 1),
  pair: (seen) => seen.countConversations((c) => c.id === oneOnOneId(people(c)[0] ?? "", people(c)[1] ?? "")),
  thread: (seen) => seen.countConversations((c) => c.id === `replyto_${c.custom.parentMessageId}`),
  crowd: (seen) => seen.countConversations((c) => people(c).length > 300),
  left: (seen) => seen.countConversations((c) => Object.values(c.participants).some(({ hasLeft }) => hasLeft)),
  joinedLater: (seen) =>
    seen.countConversations((c) => Object.values(c.participants).some(({ joinedAt = 0 }) => joinedAt > c.createdAt)),
}; // prettier-ignore

describe("a thousand people", () => {
  const opened = (async () => {
    const { startSandbox } = await import("../../src/sandbox/sandbox.js");
    const sandbox = await startSandbox({ now: Date.UTC(2026, 0, 15) });
    const text = await (await fetch(`${sandbox.url}/_sandbox/export`)).text();
    await sandbox.close();
    return new Seen(text);
  })();

  test.each(Object.entries(PLACES))("are in %s", async (place, { least }) => {
    expect(FOUND[place as Place](await opened)).toBeGreaterThanOrEqual(least);
  });

  test("are mentioned by names of then and by names of today", async () => {
    const seen = await opened;
    const names = seen.messages.flatMap(mentions).flatMap((node) => (typeof node === "object" && "id" in node ? [node] : []));
    const isToday = ({ id, text }: { id: string; text: string }) => seen.users.get(id)?.name === text;
    expect(names.filter(isToday).length).toBeGreaterThan(20);
    expect(names.filter((node) => !isToday(node)).length).toBeGreaterThan(10);
  }); // prettier-ignore

  test("write in many scripts, with addresses and numbers that nobody has", async () => {
    const seen = await opened;
    const text = seen.messages.map((message) => message.text ?? "").join("\n");
    for (const script of ["Latin", "Han", "Katakana", "Arabic", "Greek", "Devanagari"])
      expect(text).toMatch(new RegExp(`\\p{Script=${script}}`, "u"));
    for (const [, domain] of text.matchAll(/@([\p{L}\d-]+(?:\.[\p{L}\d-]+)+)/gu))
      expect(domain).toMatch(/^(mail\.|inbound\.)?(example\.(com|test)|test)$/);
    for (const [host] of text.matchAll(/https?:\/\/[^/\s]+/g)) expect(host).toMatch(/\.(test|example\.com)$/);
    for (const [number] of text.matchAll(/\+\d[\d -]{6,}/g)) expect(number).toMatch(/^\+1[ -]555[ -]01\d\d/);
  });
});
