import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { splitEdit } from "../../src/erasure/split-edit.js";
import { startSandbox } from "../../src/sandbox/sandbox.js";
import { clientOf } from "../talkjs/api.js";
import { startTestSandbox } from "../support/sandbox.js";

const signal = new AbortController().signal;

test("whoever is refused, alone or among many, is found, and everybody else is edited once", async () => {
  const sandbox = await startTestSandbox({ users: 0 });
  const talkjs = clientOf(sandbox.url, { appId: "sandboxApp", secretKey: "sk_test_sandbox" });
  const people = fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 100 });
  await fc.assert(
    fc.asyncProperty(people, fc.func(fc.integer({ min: 0, max: 6 })), async (numbers, draw) => {
      const ids = numbers.map((n) => `user ${n}`);
      await sandbox.addUsers(ids.map((id) => ({ id, name: "Ann", createdAt: 1 })));
      const poisonous = ids.filter((id) => draw(id) === 0);
      await sandbox.setFaults(poisonous.map((userId) => ({ kind: "poison", userId })));
      const before = (await sandbox.journal()).length;
      const refused = await splitEdit(talkjs, new Map(ids.map((id) => [id, { name: "[DELETED]" }])), {
        signal,
      });
      expect([...refused].sort()).toEqual(poisonous.sort());
      const edited = (await sandbox.journal()).slice(before).map(({ user }) => user);
      expect(edited.sort()).toEqual(ids.filter((id) => !refused.has(id)).sort());
    }),
    { numRuns: 15 },
  );
});

test("nobody to edit costs nothing; an ID that can't be sent is refused alone", async () => {
  const sandbox = await startTestSandbox({ users: 0 });
  const talkjs = clientOf(sandbox.url, { appId: "sandboxApp", secretKey: "sk_test_sandbox" });
  expect(await splitEdit(talkjs, new Map(), { signal })).toEqual(new Set());
  await sandbox.addUsers(["ann", "bob"].map((id) => ({ id, name: "Ann", createdAt: 1 })));
  const edits = new Map(["ann", "\ud800", "bob"].map((id) => [id, { name: "[DELETED]" }]));
  expect(await splitEdit(talkjs, edits, { signal })).toEqual(new Set(["\ud800"]));
  expect(await sandbox.journal()).toHaveLength(2);
});

test("refused credentials are no refusal of a user", async () => {
  const sandbox = await startSandbox({ users: 10, limits: "unlimited" });
  onTestFinished(() => sandbox.close());
  const talkjs = clientOf(sandbox.url, { appId: "sandboxApp", secretKey: "sk_test_wrong" });
  const edits = new Map([["a", { name: "x" }]]);
  await expect(splitEdit(talkjs, edits, { signal })).rejects.toMatchObject({ code: "API_UNAUTHORIZED" });
});
