import type { UnknownName } from "../../src/sandbox/store/unknowns.js";
import type { Shop } from "./shop.js";

const batch = async (shop: Shop, ...operation: unknown[]) => {
  const { json } = await shop.call("POST", "/batch", [[1, ...operation]]);
  return (json as unknown as [number, number, unknown][])[0]?.[1];
};
const place = { sender: "ann", text: undefined, location: [4, 52] };
const texts = async (shop: Shop, after: string) => {
  const { status, json } = await shop.call("GET", `/conversations/c/messages?startingAfter=${after}`);
  return status === 200 ? json.data.map(({ text }) => text) : status;
};
const edited = async (shop: Shop, id: string, body: object) =>
  (await shop.call("PUT", `/conversations/c/messages/${id}`, body)).status;
const order = async (shop: Shop) =>
  (await shop.call("GET", "/users/ann/conversations")).json.data.map(({ id }) => id).join("");

/** Uploads a file and sends it, so many times. @returns its address and the messages' IDs. */
async function sendFile(shop: Shop, times = 1): Promise<{ url: string; ids: string[] }> {
  const { sandbox } = shop;
  const form = new FormData();
  form.set("file", new Blob(["x"], { type: "text/plain" }), "x.txt");
  const uploaded = await fetch(`${sandbox.url}/v1/${sandbox.appId}/files`, {
    method: "POST",
    headers: { authorization: `Bearer ${sandbox.secretKey}` },
    body: form,
  });
  const { fileToken } = (await uploaded.json()) as { fileToken: string };
  const ids: string[] = [];
  for (let k = 0; k < times; k++) ids.push(await shop.say({ text: undefined, attachmentToken: fileToken }));
  const { attachment } = (await shop.message(ids[0] ?? "")).json as unknown as {
    attachment: { url: string };
  };
  return { url: attachment.url, ids };
}
const served = async (url: string, method = "GET") => (await fetch(url, { method })).status;
const deleted = async (shop: Shop, id: string | undefined) =>
  (await shop.call("DELETE", `/conversations/c/messages/${id}`)).status;

export interface Seen {
  look: (shop: Shop) => Promise<unknown>;
  by: Record<string, unknown>;
}

/** What is seen of each unknown, by answer. */
export const SEEN = {
  deletedCursor: {
    look: async (shop) => {
      const sent = [];
      for (const text of ["1", "2", "3"]) sent.push(await shop.say({ text }));
      await shop.call("DELETE", `/conversations/c/messages/${sent[1]}`);
      return texts(shop, sent[1] ?? "");
    },
    by: { refused: 400, empty: [], "goes-on": ["1"] },
  },
  messageDeletedTwice: {
    look: async (shop) => (await shop.call("DELETE", "/conversations/c/messages/none")).status,
    by: { "not-found": 404, taken: 200 },
  },
  conversationDeletedTwice: {
    look: async (shop) => (await shop.call("DELETE", "/conversations/none")).status,
    by: { "not-found": 404, taken: 200 },
  },
  textOverAttachment: {
    look: async (shop) => {
      const id = await shop.say(place);
      const status = await edited(shop, id, { text: "x" });
      const { text, location } = (await shop.message(id)).json;
      return [status, text, location];
    },
    by: { "kept-beside": [200, "x", [4, 52]], replaced: [200, "x", null], refused: [400, null, [4, 52]] },
  },
  emptyText: {
    look: async (shop) => {
      const id = await shop.say();
      return [
        await edited(shop, id, { text: "" }),
        await edited(shop, id, { text: null }),
        (await shop.message(id)).json.text,
      ];
    },
    by: { refused: [400, 400, "hello"], cleared: [200, 200, null], ignored: [200, 200, "hello"] },
  },
  longText: {
    look: async (shop) => edited(shop, await shop.say(), { text: "x".repeat(1_048_576) }),
    by: { taken: 200, refused: 400 },
  },
  systemMessageEdit: {
    look: async (shop) =>
      edited(shop, await shop.say({ type: "SystemMessage", sender: undefined }), { text: "x" }),
    by: { taken: 200, refused: 400 },
  },
  customEditMarks: {
    look: async (shop) => {
      const id = await shop.say();
      await edited(shop, id, { custom: { k: "v" } });
      return (await shop.message(id)).json.editedAt !== null;
    },
    by: { yes: true, no: false },
  },
  editActivity: {
    look: async (shop) => {
      const id = await shop.say();
      await shop.call("PUT", "/conversations/d", { participants: ["ann"] });
      const sent = [{ type: "UserMessage", sender: "ann", text: "later" }];
      await shop.call("POST", "/conversations/d/messages", sent);
      await edited(shop, id, { text: "x" });
      return order(shop);
    },
    by: { no: "dc", yes: "cd" },
  },
  editUnread: {
    look: async (shop) => {
      const id = await shop.say();
      await shop.call("PATCH", "/users/bo/conversations/c", { readUntil: "sent" });
      await edited(shop, id, { text: "x" });
      return (await shop.call("GET", "/conversations/c")).json.participants.bo?.isUnread;
    },
    by: { no: false, yes: true },
  },
  referenceAfterDelete: {
    look: async (shop) => {
      const id = await shop.say();
      const reply = await shop.say({ sender: "bo", referencedMessageId: id });
      await shop.call("DELETE", `/conversations/c/messages/${id}`);
      return (await shop.message(reply)).json.referencedMessageId === id;
    },
    by: { stays: true, null: false },
  },
  reactionsInRest: {
    look: async (shop) => {
      const id = await shop.say();
      await shop.call("PUT", `/conversations/c/messages/${id}/reactions/%F0%9F%91%8D/bo`);
      return (await shop.message(id)).json.reactions;
    },
    by: { users: { "👍": ["bo"] }, counts: { "👍": { count: 1 } }, absent: undefined },
  },
  reactionOfLeft: {
    look: async (shop) => {
      const path = `/conversations/c/messages/${await shop.say()}/reactions/x/bo`;
      await shop.call("PUT", path);
      await shop.call("DELETE", "/conversations/c/participants/bo");
      return (await shop.call("DELETE", path)).status;
    },
    by: { taken: 200, refused: 400 },
  },
  contentInRest: {
    look: async (shop) => (await shop.message(await shop.say())).json.content,
    by: { absent: undefined, present: [{ type: "text", children: ["hello"] }] },
  },
  leftInList: {
    look: async (shop) => {
      const as = { authorization: `Bearer ${shop.sandbox.secretKey}`, "content-type": "application/json" };
      const old = { ...as, "talkjs-rest-version": "2021-02-09" };
      await shop.call("DELETE", "/conversations/c/participants/ann", undefined, old);
      await shop.call("DELETE", "/conversations/c/participants/bo", undefined, as);
      const listed = async (user: string, headers: Record<string, string>) =>
        (await shop.call("GET", `/users/${user}/conversations`, undefined, headers)).json.data.length;
      return [
        await listed("ann", old),
        await listed("ann", as),
        await listed("bo", old),
        await listed("bo", as),
      ];
    },
    by: { "of-the-list": [1, 0, 1, 0], "of-the-leaving": [1, 1, 0, 0] },
  },
  inboundAfterLeaving: {
    look: async (shop) => {
      await shop.call("DELETE", "/conversations/c/participants/ann");
      return (await shop.call("GET", "/conversations/c/participants/ann/email")).status;
    },
    by: { "not-found": 404, answered: 200 },
  },
  emptyConversationBefore: {
    look: async (shop) =>
      (await shop.call("GET", "/users/ann/conversations?lastMessageBefore=9999999999999")).json.data.length,
    by: { no: 0, yes: 1 },
  },
  batchPatch: {
    look: (shop) => batch(shop, "PATCH", "/conversations/c/participants/ann", { notify: false }),
    by: { taken: 200, refused: 400 },
  },
  batchDelete: {
    look: (shop) => batch(shop, "DELETE", "/conversations/c/participants/ann"),
    by: { taken: 200, refused: 400 },
  },
  batchBulkEdit: {
    look: (shop) => batch(shop, "PUT", "/users", { ann: { name: "A" } }),
    by: { taken: 200, refused: 400 },
  },
  batchImport: {
    look: (shop) => {
      const message = { type: "UserMessage", sender: "ann", text: "then", timestamp: 1, readBy: [] };
      return batch(shop, "POST", "/import/conversations/c/messages", [message]);
    },
    by: { taken: 200, refused: 400 },
  },
  batchEncodedIds: {
    look: async (shop) => {
      await shop.call("PUT", "/users/a%2Fb", { name: "A" });
      return batch(shop, "GET", "/users/a%2Fb");
    },
    by: { decoded: 200, literal: 404 },
  },
  headerPhotoCleared: {
    look: async (shop) => {
      await shop.call("PUT", "/users/ann", { headerPhotoUrl: "https://img.example.com/1" });
      const { status } = await shop.call("PUT", "/users/ann", { headerPhotoUrl: null });
      return [status, (await shop.call("GET", "/users/ann")).json.headerPhotoUrl];
    },
    by: {
      yes: [200, null],
      ignored: [200, "https://img.example.com/1"],
      refused: [400, "https://img.example.com/1"],
    },
  },
  textInRest: {
    look: async (shop) => (await shop.message(await shop.say({ text: "*hi* <!!mention:bo|Bo>" }))).json.text,
    by: { markup: "*hi* <!!mention:bo|Bo>", plain: "hi Bo" },
  },
  rewrittenMarkup: {
    look: async (shop) => {
      const id = await shop.say();
      await edited(shop, id, { text: "see <https://example.com|x>" });
      await shop.settings({ assumed: { contentInRest: "present" } });
      const { content } = (await shop.message(id)).json as unknown as {
        content: { children: { type?: string }[] }[];
      };
      return content[0]?.children.map(({ type }) => type).includes("link");
    },
    by: { live: true, literal: false },
  },
  fileAfterMessage: {
    look: async (shop) => {
      const { url, ids } = await sendFile(shop, 2);
      await deleted(shop, ids[0]);
      const afterOne = await served(url);
      await deleted(shop, ids[1]);
      return [afterOne, await served(url)];
    },
    by: { stays: [200, 200], "gone-with-the-last": [200, 410], "gone-with-the-first": [410, 410] },
  },
  fileAfterConversation: {
    look: async (shop) => {
      const { url } = await sendFile(shop);
      await shop.call("DELETE", "/conversations/c");
      return served(url);
    },
    by: { stays: 200, gone: 410 },
  },
  fileHead: {
    look: async (shop) => served((await sendFile(shop)).url, "HEAD"),
    by: { taken: 200, refused: 405 },
  },
} satisfies Partial<Record<UnknownName, Seen>>;

export type SeenName = keyof typeof SEEN;
