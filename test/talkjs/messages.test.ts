import { expect, test } from "vitest";
import { api, clientOf, json, type Handler } from "./api.js";

const ODD = "a/b ü%";
const AS_SENT = "a%2Fb%20%C3%BC%25";
const C = `/v1/tApp/conversations/${AS_SENT}`;

const answering: Handler = (response, { method, url }) => {
  if (url.endsWith("/email")) return json(response, 200, { emailAddress: "in@example.test" });
  if (url.endsWith("/files")) return json(response, 200, { fileToken: "token" });
  if (method === "POST") return json(response, 200, [{ id: "msg_1" }]);
  return json(
    response,
    200,
    method === "GET" && url.includes("?") ? { data: [{ id: "msg_1" }] } : { id: "m" },
  );
};

test("messages, reactions and participants are called by what stands in a path, encoded once", async () => {
  const { url, seen } = await api(answering);
  const conversation = clientOf(url).conversation(ODD);
  const message = conversation.message(ODD);
  await message.get();
  await message.set({ text: "x" });
  await message.addReaction("👍", ODD);
  await message.removeReaction("👍", ODD);
  await message.delete();
  await conversation.participant(ODD).join();
  expect(await conversation.participant(ODD).inboundAddress()).toBe("in@example.test");
  await conversation.participant(ODD).leave();
  await clientOf(url).user(ODD).read(ODD);
  await conversation.delete();
  const m = `${C}/messages/${AS_SENT}`;
  const reaction = `${m}/reactions/%F0%9F%91%8D/${AS_SENT}`;
  expect(seen.map(({ method, url: path }) => `${method} ${path}`)).toEqual([
    `GET ${m}`,
    `PUT ${m}`,
    `PUT ${reaction}`,
    `DELETE ${reaction}`,
    `DELETE ${m}`,
    `PUT ${C}/participants/${AS_SENT}`,
    `GET ${C}/participants/${AS_SENT}/email`,
    `DELETE ${C}/participants/${AS_SENT}`,
    `PATCH /v1/tApp/users/${AS_SENT}/conversations/${AS_SENT}`,
    `DELETE ${C}`,
  ]);
  // TalkJS refuses whatever isn't a GET without it.
  for (const { method, headers } of seen)
    expect(headers["content-type"], method).toBe(method === "GET" ? undefined : "application/json");
});

test("messages are listed and sent, at most ten at once", async () => {
  const { url, seen } = await api(answering);
  const { messages } = clientOf(url).conversation("c");
  expect(await messages.page({ limit: 1, startingAfter: ODD })).toEqual([{ id: "msg_1" }]);
  const one = { type: "SystemMessage", text: "x" } as const;
  expect(await messages.send([one])).toEqual(["msg_1"]);
  await expect(messages.send(Array<typeof one>(11).fill(one))).rejects.toMatchObject({
    code: "API_TOO_MANY",
  });
  // One ID for two messages is no answer.
  await expect(messages.send([one, one])).rejects.toMatchObject({ code: "API_INVALID_ANSWER" });
  expect(seen[0]?.url).toBe(`/v1/tApp/conversations/c/messages?limit=1&startingAfter=${AS_SENT}`);
});

test("a file is uploaded as a form, the same at every attempt", async () => {
  let count = 0;
  const { url, seen } = await api((response, request, nth) =>
    ++count === 1 ? json(response, 503, {}) : answering(response, request, nth),
  );
  const bytes = new TextEncoder().encode("what it holds");
  expect(await clientOf(url).files.upload(bytes, "a.txt")).toBe("token");
  expect(seen).toHaveLength(2);
  expect(seen[0]?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
  expect(seen[1]?.body).toBe(seen[0]?.body);
  expect(seen[1]?.body).toMatch(/name="file"; filename="a\.txt"[\s\S]*what it holds/);
});
