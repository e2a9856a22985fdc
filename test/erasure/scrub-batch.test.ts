import { expect, test } from "vitest";
import { bindRow, isTrusted } from "../../src/erasure/bound-row.js";
import { Encryption } from "../../src/ledger/encryption.js";
import type { WorklistRow } from "../../src/ledger/runs/worklist.js";
import { WAITS_MS } from "../../src/erasure/batch-work.js";
import { scrubBatch } from "../../src/erasure/scrub-batch.js";
import { encryptUser } from "../../src/erasure/encrypted-user.js";
import { MASTER_KEY } from "../support/test-keys.js";
import { pseudonyms, testUser, cipher, erasureHarness } from "./erasure-harness.js";

const names = (n: number) => Array.from({ length: n }, (_, i) => `user ${i}`);
const isBulkEdit = ({ method, path }: { method: string; path: string }) =>
  method === "PUT" && path.endsWith("/users");

test("a hundred users take one edit and one read", async () => {
  const { plan, scrub, requests, sandbox } = await erasureHarness(names(100).map((id) => testUser(id)));
  const results = await scrub(await plan());
  expect(requests).toEqual(["PUT /users", "GET /users"]);
  for (const result of Object.values(results)) {
    const seen = {
      verification: "list_page",
      attempts: 1,
      round: 1,
      remaining: [],
      reason: null,
      customKeys: null,
    };
    expect(result).toMatchObject({ outcome: "scrubbed", fields: ["name", "email"], ...seen });
  }
  expect(Object.keys(results)).toHaveLength(100);
  for (const user of (await sandbox.users()).values())
    expect(user).toMatchObject({ name: "[DELETED]", email: null });
});

test("a user whom the API refuses is split off; the other 99 are scrubbed", async () => {
  const { plan, scrub, sandbox, requests } = await erasureHarness(names(100).map((id) => testUser(id)));
  await sandbox.setFaults([{ kind: "poison", userId: "user 42" }]);
  const results = await scrub(await plan());
  const { "user 42": refused, ...others } = results;
  const rejected = { reason: "API_REJECTED", fields: [], remaining: ["name", "email"], verification: null };
  expect(refused).toMatchObject({ outcome: "failed", ...rejected });
  expect(Object.values(others).filter(({ outcome }) => outcome === "scrubbed")).toHaveLength(99);
  expect(await sandbox.journal()).toHaveLength(99);
  expect(requests.filter((request) => request === "PUT /users").length).toBeLessThanOrEqual(
    1 + 2 * Math.ceil(Math.log2(100)),
  );
});

test("a field that the API keeps is not called erased", async () => {
  const { plan, scrub, sandbox } = await erasureHarness([
    testUser("ann", { headerPhotoUrl: "https://x" }),
    testUser("bob"),
  ]);
  await sandbox.setFaults([{ kind: "keep-field", field: "headerPhotoUrl" }]);
  const { ann, bob } = await scrub(await plan());
  expect(ann).toMatchObject({ outcome: "failed", reason: "NOT_CLEARED", remaining: ["headerPhotoUrl"] });
  expect(ann?.fields.sort()).toEqual(["email", "name"]);
  expect(ann?.verification).not.toBeNull();
  expect(bob?.outcome).toBe("scrubbed");
});

test("an edit whose answer got lost is repeated without harm", async () => {
  const { plan, scrub, sandbox } = await erasureHarness([testUser("ann"), testUser("bob")]);
  await sandbox.setFaults([{ kind: "reset-after", times: 2, match: { method: "PUT" } }]);
  const { ann } = await scrub(await plan());
  expect(ann).toMatchObject({ outcome: "scrubbed", fields: ["name", "email"] });
  expect(await sandbox.journal()).toHaveLength(2);
});

test("data that comes back between the edit and the read is blanked again, and what is new is recorded", async () => {
  let edits = 0;
  const { plan, scrub, sandbox, widened } = await erasureHarness([testUser("ann"), testUser("bob")], {
    after: async (passed, sandbox) => {
      if (isBulkEdit(passed) && ++edits === 1)
        await sandbox.edit("ann", { name: "Ann again", phone: ["+1"], custom: { k: "v" } });
    },
  });
  const { ann, bob } = await scrub(await plan());
  expect(ann?.outcome).toBe("scrubbed");
  expect(ann?.fields.sort()).toEqual(["custom", "email", "name", "phone"]);
  expect(ann?.customKeys).toEqual({ count: 1, form: "pseudonym", keys: [pseudonyms.customKey("k")] });
  expect(bob?.fields).toEqual(["name", "email"]);
  expect((await sandbox.users()).get("ann")).toMatchObject({ name: "[DELETED]", phone: null, custom: {} });
  expect(widened.map(({ subject }) => subject)).toEqual([pseudonyms.subject("ann")]);
  expect(widened[0]?.fields.toSorted()).toEqual(ann?.fields);
});

test("data that comes back every time is given up after the last wait and named", async () => {
  let edits = 0;
  const { plan, scrub } = await erasureHarness([testUser("ann"), testUser("bob")], {
    after: async (passed, sandbox) => {
      if (isBulkEdit(passed) && ++edits) await sandbox.edit("ann", { phone: [`+${edits}`] });
    },
  });
  const { ann, bob } = await scrub(await plan());
  // Of the phone number the first time too, which came up beside the rest.
  expect(edits).toBe(2 + WAITS_MS.length);
  expect(ann).toMatchObject({
    outcome: "failed",
    reason: "NOT_CLEARED",
    remaining: ["phone"],
    fields: ["name", "email"],
  });
  expect(bob?.outcome).toBe("scrubbed");
});

test("who is only excluded, blank or unknown by the plan costs no request", async () => {
  const { plan, scrub, requests } = await erasureHarness([{ id: "ann", name: "[DELETED]", createdAt: 1 }]);
  const rows = await plan();
  const failed = {
    ...rows[0]!,
    subject: "f",
    intent: "failed" as const,
    reason: "API_REJECTED",
    sealed: "x",
  };
  const results = Object.values(await scrub([...rows, failed]));
  expect(requests).toEqual([]);
  expect(results[0]).toMatchObject({ outcome: "already_blank", verification: "plan", attempts: 0 });
  expect(results[1]).toMatchObject({ outcome: "failed", reason: "API_REJECTED", verification: null });
});

test("a batch that may not be begun is not edited", async () => {
  const { policy, fields, plan, talkjs, requests } = await erasureHarness([testUser("ann")]);
  const recognised = {
    subjectOf: () => "",
    personOf: () => ({ evidence: null, salt: null, idLooksLike: null }),
  };
  const rows = await plan();
  const trials = fields.open();
  const batch = { rows, policy, trials, cipher, ...recognised, startedBefore: false, freshLook: false };
  const never = async () => Promise.reject(new Error("never asked"));
  const result = await scrubBatch(
    talkjs,
    {
      ...batch,
      cursorOf: () => undefined,
      waited: 0,
      claimed: never,
      claim: never,
      begin: async () => null,
      widen: never,
      online: never,
      holds: never,
    },
    { clock: () => new Date(), signal: new AbortController().signal },
  );
  expect([result, requests]).toEqual([null, []]);
});

test("who takes a begun batch up reads first, edits only what is left, and records what was planned", async () => {
  const { plan, scrub, sandbox, requests } = await erasureHarness([
    testUser("ann"),
    testUser("bob"),
    testUser("cy"),
  ]);
  const rows = await plan();
  await sandbox.edit("ann", { name: "[DELETED]", email: null });
  await sandbox.edit("bob", { name: "[DELETED]" });
  const before = (await sandbox.journal()).length;
  const { ann, bob, cy } = await scrub(rows, { startedBefore: true, begin: async () => 2 });
  expect(requests[0]).toBe("GET /users");
  for (const result of [ann, bob, cy])
    expect(result).toMatchObject({ outcome: "scrubbed", fields: ["name", "email"], attempts: 2 });
  const later = (await sandbox.journal()).slice(before);
  expect(later.map(({ user, fields }) => [user, fields]).sort()).toEqual([
    ["bob", ["email"]],
    ["cy", ["name", "email"]],
  ]);
});

test("a worker that looks while another one edits the same batch doesn't call its work already blank", async () => {
  const { plan, scrub, sandbox } = await erasureHarness([testUser("ann"), testUser("bob")], {
    yaml: "exclude: { roles: [admin] }",
  });
  const rows = await plan();
  for (const id of ["ann", "bob"]) await sandbox.edit(id, { name: "[DELETED]", email: null });
  const claimed = async (subjects: string[]) => new Set(subjects);
  const { ann } = await scrub(rows, { freshLook: true, begin: async () => 2, claimed });
  expect(ann).toMatchObject({ outcome: "scrubbed", fields: ["name", "email"] });
});

test("just before the edit, holds are checked again, and who became blank by themselves is called so", async () => {
  const { plan, scrub, sandbox } = await erasureHarness(
    ["ann", "bob", "cy", "di", "eve"].map((id) => testUser(id, { phone: ["+1"] })),
    { yaml: "exclude: { legalHold: { customKey: hold }, roles: [admin], online: true }" },
  );
  const rows = await plan();
  await sandbox.edit("ann", { custom: { hold: "yes" } });
  await sandbox.edit("bob", { role: "admin" });
  await sandbox.edit("cy", { name: "[DELETED]", email: null, phone: null });
  await sandbox.edit("di", { phone: null });
  const before = (await sandbox.journal()).length;
  const online = async () => new Set([pseudonyms.subject("eve")]);
  const { ann, bob, cy, di, eve } = await scrub(rows, { freshLook: true, online });
  expect(ann).toMatchObject({ outcome: "excluded", reason: "legal_hold", fields: [] });
  expect(bob).toMatchObject({ outcome: "excluded", reason: "role", fields: [] });
  expect(eve).toMatchObject({ outcome: "excluded", reason: "online", fields: [] });
  expect(cy).toMatchObject({ outcome: "already_blank", fields: [] });
  expect(di).toMatchObject({ outcome: "scrubbed", fields: ["name", "email"] });
  expect((await sandbox.journal()).slice(before).map(({ user }) => user)).toEqual(["di"]);
});

test("a hold that was set after a first, interrupted edit hides nothing of what that edit blanked", async () => {
  const { plan, scrub, sandbox } = await erasureHarness(
    [testUser("ann", { phone: ["+1"] }), testUser("bob")],
    {
      yaml: "exclude: { legalHold: { customKey: hold } }",
    },
  );
  const rows = await plan();
  await sandbox.edit("ann", { name: "[DELETED]", email: null, phone: null });
  await sandbox.edit("ann", { phone: ["+2"], custom: { hold: "yes" } });
  const { ann } = await scrub(rows, { freshLook: true, startedBefore: true, begin: async () => 2 });
  expect(ann).toMatchObject({ outcome: "excluded", reason: "legal_hold", fields: ["name", "email"] });
  expect(ann?.remaining.sort()).toEqual(["custom", "phone"]);
});

test("who is retried without ever having been planned, and is blank, was not scrubbed by us", async () => {
  const { plan, scrub, sandbox } = await erasureHarness([testUser("ann"), testUser("bob")]);
  const rows = (await plan()).map((row) => ({ ...row, fields: [], listPage: null, round: 2 }));
  await sandbox.edit("ann", { name: "[DELETED]", email: null });
  const { ann, bob } = await scrub(rows, { startedBefore: true, begin: async () => 1 });
  expect(ann).toMatchObject({ outcome: "already_blank", fields: [], round: 2, verification: "user" });
  expect(bob).toMatchObject({ outcome: "scrubbed", fields: ["name", "email"] });
});

test("who is gone by now is not found, and not made again", async () => {
  const { plan, scrub, sandbox } = await erasureHarness([testUser("ann")]);
  const [row] = await plan();
  const subject = pseudonyms.subject("nobody");
  const gone = {
    ...row!,
    subject,
    sealed: encryptUser(cipher, subject, { id: "nobody", edit: { name: "[DELETED]" } }),
  };
  const results = await scrub([gone, row!], { startedBefore: true, begin: async () => 2 });
  expect(results[""]).toMatchObject({ outcome: "not_found", fields: [], verification: "user" });
  expect((await sandbox.users()).has("nobody")).toBe(false);
});

test("custom keys can be named, and a key that the database can't hold doesn't stop anybody", async () => {
  const custom = { "plan\0": "x", "größe/π 🐦": "y" };
  const { plan, scrub } = await erasureHarness([testUser("ann", { custom })], {
    yaml: "audit: { customKeys: names }",
  });
  const { ann } = await scrub(await plan());
  expect(ann?.customKeys).toEqual({ count: 2, form: "name", keys: ["plan\uFFFD", "größe/π 🐦"] });
});

test("while the API is away nothing is settled", async () => {
  const { plan, scrub, sandbox } = await erasureHarness([testUser("ann")]);
  const rows = await plan();
  await sandbox.setFaults([{ kind: "status", status: 500, match: { method: "PUT" } }]);
  await expect(scrub(rows)).rejects.toMatchObject({ code: "API_UNAVAILABLE" });
  expect(await sandbox.journal()).toEqual([]);
});

test("whoever was named and seen blank is read again, and blanked if data came before the apply", async () => {
  const blank = { name: "[DELETED]", email: null };
  const { scrub, sandbox, widened, requests, planNamed } = await erasureHarness([
    testUser("ann", blank),
    testUser("bob", blank),
  ]);
  const rows = await planNamed();
  expect(rows.map(({ intent }) => intent)).toEqual(["already_blank", "already_blank"]);
  await sandbox.edit("bob", { email: ["bob@example.com"] });
  const { ann, bob } = await scrub(rows);
  expect(ann).toMatchObject({ outcome: "already_blank", verification: "user" });
  expect(bob).toMatchObject({ outcome: "scrubbed", fields: ["email"], attempts: 1 });
  expect(widened).toMatchObject([{ subject: pseudonyms.subject("bob"), fields: ["email"] }]);
  expect(requests.filter((request) => request === "PUT /users")).toHaveLength(1);
  expect((await sandbox.users()).get("bob")).toMatchObject(blank);
});

test("a batch of people who are blank still is begun by nobody", async () => {
  const { scrub, planNamed } = await erasureHarness([testUser("ann", { name: "[DELETED]", email: null })]);
  const begin = async () => Promise.reject(new Error("nothing is to be edited"));
  const { ann } = await scrub(await planNamed(), { begin });
  expect(ann).toMatchObject({ outcome: "already_blank", verification: "user", attempts: 0 });
});

test("of a sweep, whoever was seen blank is seen again where their page is read, and blanked if data came", async () => {
  const blank = { name: "[DELETED]", email: null };
  const others = ["ann", "bob"].map((id) => testUser(id, blank));
  const { plan, scrub, sandbox, requests } = await erasureHarness([
    testUser("cy"),
    testUser("di"),
    ...others,
  ]);
  const rows = await plan();
  await sandbox.edit("bob", { phone: ["+1"] });
  const { ann, bob, cy } = await scrub(rows);
  expect(cy).toMatchObject({ outcome: "scrubbed", verification: "list_page" });
  expect(ann).toMatchObject({ outcome: "already_blank", verification: "list_page" });
  expect(bob).toMatchObject({ outcome: "scrubbed", fields: ["phone"] });
  expect(requests).toEqual(["PUT /users", "GET /users", "PUT /users", "GET /users/{id}"]);
  expect((await sandbox.users()).get("bob")).toMatchObject({ ...blank, phone: null });
});

test("pseudonym and salt are those of the ID that was opened, whatever the row says", async () => {
  const { plan, scrub } = await erasureHarness([testUser("ann"), testUser("bob")]);
  const [ann, bob] = await plan();
  const results = await scrub([{ ...ann!, evidence: bob!.evidence, salt: bob!.salt }, bob!]);
  expect(results["ann"]?.evidence).toBe(ann!.evidence);
  expect(results["bob"]?.evidence).toBe(bob!.evidence);
});

test("a row is bound in all that steers an edit or a record, and its retry too", async () => {
  const { plan, scrub, sandbox } = await erasureHarness([testUser("ann"), testUser("bob")]);
  const run = { policy: "2:bound" };
  const [row] = await plan();
  const bound = bindRow(cipher, row!);
  const isTrue = (change: Partial<WorklistRow>) => isTrusted(run, { ...bound, ...change }, cipher);
  expect(isTrue({})).toBe(true);
  const changes: Partial<WorklistRow>[] = [
    { intent: "already_blank" },
    { reason: "role" },
    { fields: ["name"] },
    { customKeys: ["k"] },
    { evidence: "e" },
    { salt: "s" },
    { sealed: null },
    { batch: 1 },
    { listPage: 1 },
    { readAt: new Date(0) },
    { round: 2 },
    { subject: "s" },
    { mac: null },
    { mac: "" },
  ];
  for (const change of changes) expect([change, isTrue(change)]).toEqual([change, false]);
  expect(isTrusted({ policy: "of before" }, { ...bound, mac: null }, cipher)).toBe(true);
  expect(isTrusted(run, bound, new Encryption(MASTER_KEY).ofRun(2))).toBe(false);
  await sandbox.setFaults([{ kind: "keep-field", field: "email" }]);
  const { ann: parked } = await scrub([bound]);
  const retried: Partial<WorklistRow> = { intent: "scrub", reason: null, listPage: null, round: 2 };
  expect(parked?.outcome).toBe("failed");
  expect(isTrusted(run, { ...bound, ...retried, ...parked!.retry }, cipher)).toBe(true);
});

test("what TalkJS took and no read shows yet isn't forgotten: whoever finds it blank later records it", async () => {
  const { plan, scrub, sandbox } = await erasureHarness([
    testUser("ann", { phone: ["+1"] }),
    testUser("bob"),
  ]);
  const rows = await plan();
  await sandbox.setFaults([{ kind: "keep-field", field: "phone" }]);
  const { ann } = await scrub(rows);
  expect(ann).toMatchObject({ outcome: "failed", fields: ["name", "email"], remaining: ["phone"] });
  expect(ann?.retry).toMatchObject({ fields: ["phone"], customKeys: [] });
  await sandbox.setFaults([]);
  await sandbox.edit("ann", { phone: null });
  const again: Partial<WorklistRow> = { ...ann!.retry, intent: "scrub", listPage: null, round: 2 };
  const { ann: later } = await scrub([{ ...rows[0]!, ...again }], { startedBefore: true });
  expect(later).toMatchObject({ outcome: "scrubbed", fields: ["phone"] });
});

test("what TalkJS refused isn't in doubt", async () => {
  const { plan, scrub, sandbox } = await erasureHarness([testUser("ann"), testUser("bob")]);
  await sandbox.setFaults([{ kind: "poison", userId: "ann" }]);
  const { ann } = await scrub(await plan());
  expect(ann).toMatchObject({ outcome: "failed", reason: "API_REJECTED" });
  expect(ann?.retry).toMatchObject({ fields: [], customKeys: [] });
});
