import { expect, test } from "vitest";
import { inactiveUsers } from "../../src/erasure/inactive.js";
import { readUsers } from "../../src/erasure/read-users.js";
import { api, clientOf, json } from "../talkjs/api.js";
import { testUser, erasureHarness } from "./erasure-harness.js";

const signal = new AbortController().signal;
const options = { clock: () => new Date(), signal, cursorOf: () => undefined };

test("users of one page come with one request, a single user and unlisted ones alone", async () => {
  const { talkjs, requests } = await erasureHarness(["ann", "bob", "cy", "di"].map((id) => testUser(id)));
  const pageOf: Record<string, number | null> = { ann: 0, bob: 0, cy: 1, di: null };
  const wanted = Object.entries(pageOf).map(([id, listPage]) => ({ id, listPage }));
  const readings = await readUsers(talkjs, wanted, options);
  expect(requests.sort()).toEqual(["GET /users", "GET /users/{id}", "GET /users/{id}"]);
  const how = [...readings].map(([id, reading]) => [id, reading.user?.id, reading.how]).sort();
  expect(how).toEqual([
    ["ann", "ann", "list_page"],
    ["bob", "bob", "list_page"],
    ["cy", "cy", "user"],
    ["di", "di", "user"],
  ]);
});

test("who isn't on their page any more is asked for by ID before they are called unknown", async () => {
  const old = { createdAt: 1 };
  const crowd = Array.from({ length: 100 }, (_, i) => testUser(`new ${i}`));
  const { talkjs } = await erasureHarness([testUser("ann", old), testUser("bob", old), ...crowd]);
  const wanted = ["ann", "bob", "nobody"].map((id) => ({ id, listPage: 0 }));
  const readings = await readUsers(talkjs, wanted, options);
  expect(readings.get("ann")).toMatchObject({ user: { id: "ann" }, how: "user" });
  expect(readings.get("nobody")).toMatchObject({ user: null, how: "user" });
});

test("about whom the API doesn't answer, nothing is said", async () => {
  const { talkjs } = await erasureHarness([testUser("ann")]);
  const wanted = ["ann", "."].map((id) => ({ id, listPage: null }));
  expect([...(await readUsers(talkjs, wanted, options)).keys()]).toEqual(["ann"]);
});

test("a page that can't be read is no page without users", async () => {
  const { talkjs, sandbox } = await erasureHarness([testUser("ann"), testUser("bob")]);
  await sandbox.setFaults([{ kind: "status", status: 503 }]);
  const wanted = ["ann", "bob"].map((id) => ({ id, listPage: 0 }));
  await expect(readUsers(talkjs, wanted, options)).rejects.toMatchObject({ code: "API_UNAVAILABLE" });
});

test("inactive is who has no conversation with a message after the cutoff; ten are asked about at once", async () => {
  const cutoff = 1_700_000_000_000;
  const ids = Array.from({ length: 12 }, (_, i) => `user/${i} %`);
  const { talkjs, sandbox, requests } = await erasureHarness([
    ...ids.map((id) => testUser(id)),
    testUser("new", { createdAt: cutoff }),
  ]);
  const lines = ids.slice(0, 4).flatMap((id, i) => [
    {
      type: "conversation",
      data: { id: `c${i}`, createdAt: 1, participants: { [id]: { access: "ReadWrite", notify: true } } },
    },
    {
      type: "message",
      data: {
        id: `m${i}`,
        conversationId: `c${i}`,
        type: "UserMessage",
        senderId: id,
        text: "x",
        createdAt: cutoff + (i < 2 ? 1 : -1),
      },
    },
  ]);
  await fetch(`${sandbox.url}/_sandbox/import`, {
    method: "POST",
    body: lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
  });
  const users = [...(await sandbox.users()).values()];
  const inactive = await inactiveUsers(talkjs, users, cutoff, signal);
  expect(inactive.map(({ id }) => id).sort()).toEqual(ids.slice(2).sort());
  // One with an ID that must be encoded, all twelve, and the ten who seem inactive again.
  expect(requests).toEqual(["POST /batch", "POST /batch", "POST /batch", "POST /batch"]);
});

test.each(["decoded", "literal"])(
  "nobody is taken for inactive whom a batch doesn't reach, with paths that are %s",
  async (batchEncodedIds) => {
    const cutoff = 1_700_000_000_000;
    const { talkjs, sandbox } = await erasureHarness([testUser("a/1"), testUser("b 2"), testUser("c")]);
    await fetch(`${sandbox.url}/_sandbox/settings`, {
      method: "PATCH",
      body: JSON.stringify({ assumed: { batchEncodedIds } }),
    });
    const participants = { "a/1": { access: "ReadWrite", notify: true } };
    const message = { id: "m", conversationId: "x", type: "UserMessage", senderId: "a/1", text: "x" };
    const lines = [
      { type: "conversation", data: { id: "x", createdAt: 1, participants } },
      { type: "message", data: { ...message, createdAt: cutoff + 1 } },
    ];
    await fetch(`${sandbox.url}/_sandbox/import`, {
      method: "POST",
      body: lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
    });
    const users = [...(await sandbox.users()).values()];
    const inactive = await inactiveUsers(talkjs, users, cutoff, signal);
    expect(inactive.map(({ id }) => id)).toEqual(["b 2", "c"]);
  },
);

test("one empty list of conversations proves nobody's inactivity", async () => {
  const { url } = await api((response, { body }, count) => {
    const operations = JSON.parse(body) as [number, string, string][];
    const answers = operations.map(([sequence, , path]) => {
      const isEmpty = count === 1 || path.includes("/silent/");
      return [sequence, 200, { data: isEmpty ? [] : [{ id: "c", createdAt: 1 }] }];
    });
    json(response, 200, answers);
  });
  const users = ["silent", "active"].map((id) => ({ id, createdAt: 1 }));
  const inactive = await inactiveUsers(clientOf(url), users, Date.now(), signal);
  expect(inactive.map(({ id }) => id)).toEqual(["silent"]);
});

test("whoever left a conversation that is active isn't taken for inactive", async () => {
  const cutoff = 1_700_000_000_000;
  const { talkjs, sandbox } = await erasureHarness([testUser("ann"), testUser("bob")]);
  const here = { access: "ReadWrite", notify: true, isUnread: false };
  const participants = { ann: { ...here, access: "None", hasLeft: true }, bob: here };
  const message = { id: "m", conversationId: "c", type: "UserMessage", senderId: "ann", text: "x" };
  const lines = [
    { type: "conversation", data: { id: "c", createdAt: 1, participants } },
    { type: "message", data: { ...message, createdAt: cutoff + 1 } },
  ];
  await fetch(`${sandbox.url}/_sandbox/import`, {
    method: "POST",
    body: lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
  });
  const users = [...(await sandbox.users()).values()];
  expect(await inactiveUsers(talkjs, users, cutoff, signal)).toEqual([]);
});

test("a batch in which one answer is no list proves nobody's inactivity", async () => {
  const answers = [
    [0, 200, { data: [] }],
    [1, 404, {}],
  ];
  const { url } = await api((response) => json(response, 200, answers));
  const users = ["ann", "bob"].map((id) => ({ id, name: id, createdAt: 1 }));
  await expect(inactiveUsers(clientOf(url), users, Date.now(), signal)).rejects.toMatchObject({
    code: "API_INVALID_ANSWER",
  });
});
