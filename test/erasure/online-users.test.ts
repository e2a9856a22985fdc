import { expect, test } from "vitest";
import { OnlineUsers } from "../../src/erasure/online-users.js";
import { pseudonyms, testUser, erasureHarness } from "./erasure-harness.js";

const signal = new AbortController().signal;
const HALF_A_MINUTE = 30_000;

test("who is online is known by pseudonym, and asked again only after half a minute", async () => {
  const { talkjs, sandbox, requests } = await erasureHarness([]);
  const put = (id: string, online: boolean) =>
    fetch(`${sandbox.url}/_sandbox/import`, {
      method: "POST",
      body: JSON.stringify({ type: "user", online, data: testUser(id) }),
    });
  await put("ann", true);
  await put("bob", false);
  let now = 1_000_000;
  const onlineUsers = new OnlineUsers(pseudonyms, () => new Date(now));
  const ann = new Set([pseudonyms.subject("ann")]);
  expect(await onlineUsers.subjects(talkjs, signal)).toEqual(ann);
  await put("bob", true);
  now += HALF_A_MINUTE - 1;
  expect(await onlineUsers.subjects(talkjs, signal)).toEqual(ann);
  expect(requests).toHaveLength(3);
  now += 1;
  expect(await onlineUsers.subjects(talkjs, signal)).toEqual(new Set([...ann, pseudonyms.subject("bob")]));
});

test("a list that can't be read is no list without anybody", async () => {
  const { talkjs, sandbox } = await erasureHarness([testUser("ann")]);
  const onlineUsers = new OnlineUsers(pseudonyms, () => new Date());
  await sandbox.setFaults([{ kind: "status", status: 500 }]);
  await expect(onlineUsers.subjects(talkjs, signal)).rejects.toMatchObject({ code: "API_UNAVAILABLE" });
  await sandbox.setFaults([]);
  expect(await onlineUsers.subjects(talkjs, signal)).toEqual(new Set());
});
