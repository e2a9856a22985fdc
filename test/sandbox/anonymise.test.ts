import { expect, test } from "vitest";
import { encode, lines, pages, start, type SandboxHarness } from "./support.js";

const DELETED = "[DELETED]";

/** The calls that TalkJS's published script makes for one user, in its order and with its bodies. */
async function anonymise(harness: SandboxHarness, userId: string): Promise<number[]> {
  const statuses: number[] = [];
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await harness.call(method, path, body);
    statuses.push(answer.status);
    return answer.status === 200 && "data" in answer.json ? answer.json.data : [];
  };
  const cleared = Object.fromEntries(
    ["email", "phone", "custom", "welcomeMessage", "photoUrl", "role", "availabilityText", "locale"].map(
      (f) => [f, null],
    ),
  );
  await call("PUT", `/users/${encode(userId)}`, { id: userId, name: DELETED, ...cleared });
  for (const { id } of await call("GET", `/users/${encode(userId)}/conversations?limit=100`)) {
    const path = `/conversations/${encode(id)}`;
    const blank = { subject: DELETED, photoUrl: null, custom: null, welcomeMessages: null };
    await call("PUT", path, { id, participants: [userId], ...blank });
    let page = await call("GET", `${path}/messages?limit=100`);
    const messages = [...page];
    while (page.length === 100) {
      page = await call("GET", `${path}/messages?limit=100&startingAfter=${encode(page.at(-1)?.id ?? "")}`);
      messages.push(...page);
    }
    for (const message of messages.filter(({ senderId }) => senderId === userId)) {
      await call("PUT", `${path}/messages/${message.id}`, { custom: null, text: DELETED });
    }
  }
  return statuses;
}

async function busiest(harness: SandboxHarness): Promise<string> {
  const first = lines<{ data: { id: string } }>((await harness.inspect("GET", "export")).text)[0];
  return first?.data.id ?? "";
}

test("TalkJS's own sequence blanks a user, their conversations and their messages", async () => {
  const harness = await start({ users: 40, maxConversationsPerPage: 100 });
  const userId = await busiest(harness);
  const statuses = await anonymise(harness, userId);
  expect(new Set(statuses)).toEqual(new Set([200]));
  const { json } = await harness.call("GET", `/users/${encode(userId)}`);
  expect(json).toMatchObject({ id: userId, name: DELETED, custom: {} });
  for (const field of ["email", "phone", "photoUrl", "role", "locale"])
    expect(json[field] ?? null).toBeNull();
  const conversations = await pages(harness, `/users/${encode(userId)}/conversations`, "limit=100");
  expect(conversations).toHaveLength(40);
  for (const conversation of conversations) {
    expect(conversation).toMatchObject({
      subject: DELETED,
      photoUrl: null,
      custom: {},
      welcomeMessages: null,
    });
    const messages = await pages(harness, `/conversations/${encode(conversation.id)}/messages`);
    for (const message of messages) {
      expect(message.text === DELETED, message.id).toBe(message.senderId === userId);
    }
  }
});

test("at the documented limit its list of conversations is a 400, so it blanks the user only", async () => {
  const harness = await start({ users: 40 });
  expect(await anonymise(harness, await busiest(harness))).toEqual([200, 400]);
});
