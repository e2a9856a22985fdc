import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { coded } from "../support/coded.js";
import { cancelWatch } from "../../src/service/watch/cancel.js";
import { approve } from "../../src/service/run/approval.js";
import { reconcile } from "../../src/service/reconcile.js";
import { startWatch, type WatchOrder } from "../../src/service/watch/start.js";
import { isBlank } from "../../src/model/blank.js";
import { watch as watchJob } from "../../jobs/watch.js";
import { emailDigest } from "../../src/audit/pseudonyms.js";
import { openServerLedger } from "../../src/ledger/open.js";
import type { Watch } from "../../src/ledger/watches/watches.js";
import type { WebhookMessage } from "../../src/outbound/outbox.js";
import { testUser } from "../erasure/erasure-harness.js";
import { countOf, describePostgres, MASTER_KEY } from "../support/ledger.js";
import { until } from "../support/until.js";
import { everybody, expectAuditEqualsJournal, policy, appHarness, type AppHarness } from "./app-harness.js";

const control = { signal: new AbortController().signal };
const people = (n: number, fields = {}) => Array.from({ length: n }, (_, i) => testUser(`user ${i}`, fields));
const user = (i: number) => `user ${i}`;
const cli = { name: "cli", role: "owner" } as const;

const begin = ({ context }: AppHarness, order: Partial<WatchOrder> = {}) =>
  startWatch({ mode: "watch", onComeback: "scrub", autoApply: true, by: "cli", ...order }, context);

/** Waits for a watch's end; `state` where it isn't to be done. */
const ended = ({ app }: AppHarness, id: number, state: Watch["state"] = "done") =>
  until(`the watch is ${state}`, async () => {
    const watch = await app.watches.get(id);
    return watch.state === state ? watch : undefined;
  });

async function watched(harness: AppHarness, order: Partial<WatchOrder> = {}) {
  const id = await begin(harness, order);
  return { ...(await ended(harness, id)), tally: await harness.app.watches.tally(id) };
}

/** An app of people who were all scrubbed. */
async function erased(harness: AppHarness, policy = everybody()): Promise<AppHarness> {
  harness.startWorkers();
  await harness.reach(await harness.plan({ autoApply: true, policy }), "done");
  return harness;
}

const came = async ({ app }: AppHarness, watchId?: number) =>
  (await app.watches.comebacks({ limit: 1000, ...(watchId !== undefined && { watchId }) })).map(
    ({ subject, fields, status, stillBack }) => ({ subject, fields, status, stillBack }),
  );

describePostgres("a watch", (on) => {
  on.both(
    "finds exactly those who came back, by whatever field, and scrubs exactly them again; a second one finds none",
    async () => {
      const harness = await erased(await appHarness(on, { people: people(600) }));
      const before = (await harness.sandbox.journal()).length;
      const returns: Record<string, object> = {};
      for (let i = 0; i < 137; i++) {
        const id = user((i * 4) % 600);
        const edits = [
          { name: "Ann Again" },
          { email: ["ann@example.com"] },
          { custom: { city: "Utrecht" } },
          {
            name: "Ben Again",
            email: ["ben@example.com"],
            phone: ["+3120"],
            custom: { a: "1" },
            photoUrl: "https://x.test/p",
          },
        ];
        returns[id] = edits[i % edits.length] ?? {};
      }
      for (const [id, edit] of Object.entries(returns)) await harness.sandbox.edit(id, edit);
      const others = (await harness.sandbox.users()).size - 137;

      const first = await watched(harness);
      expect(first).toMatchObject({ scanned: 600, known: 600, cameBack: 137, code: null });
      expect(first.tally).toMatchObject({
        people: 137,
        scrubbed: 137,
        stillBack: 0,
        reported: 0,
        toScrub: 0,
      });
      const found = new Map(
        (await came(harness, first.id)).map(({ subject, fields }) => [subject, [...fields].sort()]),
      );
      expect(found).toEqual(
        new Map(
          Object.entries(returns).map(([id, edit]) => [
            harness.app.pseudonyms.subject(id),
            Object.keys(edit).sort(),
          ]),
        ),
      );
      const again = (await harness.sandbox.journal()).slice(before + 137);
      expect(new Set(again.map((line) => line.user))).toEqual(new Set(Object.keys(returns)));
      expect(others).toBe(600 - 137);
      await expectNothingKept(harness);

      const second = await watched(harness);
      expect(second).toMatchObject({ scanned: 600, known: 600, cameBack: 0 });
      expect(await harness.app.watches.runsOf(second.id)).toEqual([]);
      expect((await harness.sandbox.journal()).length).toBe(before + 137 + again.length);
      const report = await harness.app.watches.report(new Date(0));
      expect(report).toMatchObject({ comebacks: 137, people: 137, emails: 0, again: 0 });
      expect(report.fields).toMatchObject({ name: 35 + 34, email: 34 + 34 });
      expect(report.medianHours).toBeGreaterThan(0);
    },
  );

  test("that is killed and taken up by another process counts and scrubs everybody once", async () => {
    const harness = await appHarness(on, { people: people(350) });
    await erased(harness);
    for (const i of [0, 120, 240, 349]) await harness.sandbox.edit(user(i), { email: ["back@example.com"] });
    const other = on.url ? await openServerLedger(on.url, MASTER_KEY) : on.ledger;
    if (on.url) onTestFinished(() => other.close());
    const id = await begin(harness);
    // Two more that run the same job at once, as after a lock that was lost.
    const again = harness.contextOn(other);
    await Promise.all([
      watchJob.run({ watch: id }, harness.context, control),
      watchJob.run({ watch: id }, again, control),
    ]);
    await harness.wipeRedis();
    // As running processes do: a job that was active when Redis was wiped can be lost a moment later.
    await until(
      "the watch is done",
      async () => {
        await reconcile(again);
        return (await harness.app.watches.get(id)).state === "done";
      },
      { every: 500 },
    );
    expect(await harness.app.watches.get(id)).toMatchObject({ scanned: 350, cameBack: 4 });
    expect(await harness.app.watches.runsOf(id)).toHaveLength(1);
    for (const i of [0, 120, 240, 349]) {
      expect(await harness.app.suppression.of(harness.app.pseudonyms.subject(user(i)))).toMatchObject({
        comebacks: 1,
      });
    }
    await expectNothingKept(harness);
  });

  test("killed between the last page and its runs makes only the runs that are missing", async () => {
    const harness = await appHarness(on, { people: people(3) });
    const workers = harness.startWorkers();
    const policies = [everybody(), everybody("scrub: { locale: keep }"), everybody("scrub: { phone: keep }")];
    for (const [i, policy] of policies.entries()) {
      await harness.reach(
        await harness.plan({ kind: "erasure", policy, ids: [user(i)], autoApply: true }),
        "done",
      );
    }
    await workers.close(0);
    for (const i of [0, 1, 2]) await harness.sandbox.edit(user(i), { name: "Back" });
    const id = await begin(harness);
    const { runs } = harness.context;
    const create = runs.create.bind(runs);
    let made = 0;
    runs.create = (...args) => (++made > 1 ? Promise.reject(new Error("killed")) : create(...args));
    await expect(watchJob.run({ watch: id }, harness.context, control)).rejects.toThrow("killed");
    expect(await harness.app.watches.get(id)).toMatchObject({ state: "scanning" });
    runs.create = create;
    harness.startWorkers();
    await reconcile(harness.context);
    expect(await ended(harness, id)).toMatchObject({ cameBack: 3 });
    expect(await harness.app.watches.runsOf(id)).toHaveLength(3);
    expect(await harness.app.watches.tally(id)).toMatchObject({ scrubbed: 3 });
    await expectNothingKept(harness);
  });

  test("that only reports counts nobody twice, until they were blank and came back once more", async () => {
    const harness = await erased(await appHarness(on, { people: people(3) }));
    await harness.sandbox.edit(user(1), { email: ["back@example.com"] });
    const sent: WebhookMessage[] = [];
    harness.context.outbox.webhook = async (_, message) => void sent.push(message);
    // The policy says nothing about comebacks, which means report.
    const first = await watched(harness, { onComeback: "policy" });
    const subject = harness.app.pseudonyms.subject(user(1));
    expect(await came(harness)).toEqual([
      { subject, fields: ["email"], status: "reported", stillBack: false },
    ]);
    expect(sent).toMatchObject([
      { type: "watch.comebacks", data: { watch: first.id, people: 1, stillBack: 0 } },
    ]);
    const second = await watched(harness, { onComeback: "report" });
    expect(second.tally).toMatchObject({ people: 1, stillBack: 1, reported: 1 });
    expect(await harness.app.suppression.of(subject)).toMatchObject({ comebacks: 1 });
    expect(await harness.app.watches.report(new Date(0))).toMatchObject({ comebacks: 1, again: 0 });
    // Blanked by somebody else, seen so, and back again.
    await harness.sandbox.edit(user(1), { email: null });
    expect(await watched(harness, { onComeback: "report" })).toMatchObject({ cameBack: 0 });
    await harness.sandbox.edit(user(1), { email: ["back@example.com"] });
    expect((await watched(harness, { onComeback: "report" })).tally).toMatchObject({
      people: 1,
      stillBack: 0,
    });
    expect(await harness.app.watches.report(new Date(0))).toMatchObject({
      comebacks: 2,
      people: 1,
      again: 1,
    });
    expect(await harness.app.suppression.of(subject)).toMatchObject({ comebacks: 2 });
  });

  test("scrubs by the policy that says so, though its selection fits no more; leaves people under a hold alone", async () => {
    // What selected them was blanked with the rest.
    const guests = policy(
      "select: { roles: [guest] }\nscrub: { role: blank }\nwatch: { comebacks: scrub }\nlimits: { maxShare: 100% }",
    );
    const harness = await erased(await appHarness(on, { people: people(3, { role: "guest" }) }), guests);
    for (const i of [0, 1]) await harness.sandbox.edit(user(i), { email: ["back@example.com"] });
    const held = harness.app.pseudonyms.subject(user(1));
    const hold = {
      id: randomUUID(),
      sealed: "",
      subject: held,
      ground: "e",
      owner: "Legal",
      reason: null,
      endsAt: null,
    } as const;
    await harness.app.holds.add(hold, cli, harness.context.clock());
    const { id, tally } = await watched(harness, { onComeback: "policy" });
    expect(tally).toMatchObject({ people: 2, held: 1, scrubbed: 1 });
    expect(await came(harness, id)).toContainEqual({
      subject: held,
      fields: ["email"],
      status: "held",
      stillBack: false,
    });
    expect((await harness.sandbox.users()).get(user(1))).toMatchObject({ email: ["back@example.com"] });
  });

  test("finds somebody who wasn't known when they were asked for, and only tells of an e-mail address", async () => {
    const harness = await appHarness(on, { people: people(1) });
    harness.startWorkers();
    const run = await harness.plan({ kind: "erasure", ids: ["late"], autoApply: true });
    await harness.reach(run, "done");
    const email = harness.app.pseudonyms.email(emailDigest(" Gone@Example.com"));
    await harness.app.suppression.addEmails(harness.app.ledger.db, [email], new Date());
    await harness.sandbox.addUsers([testUser("late"), testUser("newcomer", { email: ["gone@example.com"] })]);
    const first = await watched(harness);
    expect(first).toMatchObject({ scanned: 3, known: 1, cameBack: 2 });
    expect(first.tally).toMatchObject({ people: 1, emails: 1, scrubbed: 1, reported: 1 });
    expect((await harness.sandbox.users()).get("newcomer")).toMatchObject({ email: ["gone@example.com"] });
    expect(await harness.outcomes("late", "newcomer")).toEqual(["scrubbed", ""]);
    expect((await watched(harness)).tally).toMatchObject({ people: 0, emails: 1, stillBack: 1 });
  });

  test("looks with the policy of the erasure on demand, though a narrower sweep came later", async () => {
    const harness = await appHarness(on, { people: people(2) });
    harness.startWorkers();
    await harness.reach(await harness.plan({ kind: "erasure", ids: [user(0)], autoApply: true }), "done");
    await harness.sandbox.edit(user(0), { name: "Back", email: ["back@example.com"] });
    const narrow = everybody("scrub: { email: keep }");
    await harness.reach(await harness.plan({ policy: narrow, autoApply: true }), "done");
    const { id, tally } = await watched(harness);
    expect(tally).toMatchObject({ people: 1, scrubbed: 1 });
    expect(await came(harness, id)).toMatchObject([{ fields: ["email"] }]);
    expect((await harness.sandbox.users()).get(user(1))).toMatchObject({ email: ["user 1@example.com"] });
  });

  test("is braked by the limits of the policy, says so, and waits for approval where it should", async () => {
    const harness = await erased(await appHarness(on, { people: people(6) }));
    const policy = { ...everybody(), limits: { ...everybody().limits, maxUsers: 2 } };
    for (const i of [0, 1, 2]) {
      await harness.reach(
        await harness.plan({ kind: "erasure", policy, ids: [user(i)], autoApply: true }),
        "done",
      );
    }
    for (const i of [0, 1, 2, 3]) await harness.sandbox.edit(user(i), { name: "Back" });
    const id = await begin(harness, { autoApply: false });
    const [refused, planned] = await until("its runs are planned", async () => {
      const runs = await harness.app.watches.runsOf(id);
      return (
        runs.length === 2 &&
        runs.every(({ state }) => state !== "planning") &&
        runs.sort((a, b) => (a.state < b.state ? 1 : -1))
      );
    });
    expect(refused).toMatchObject({ state: "refused", code: "max_users" });
    expect(planned).toMatchObject({ state: "planned" });
    expect(await harness.app.watches.get(id)).toMatchObject({ state: "scrubbing" });
    // Whom a plan has already isn't planned a second time.
    const next = await begin(harness, { autoApply: false, onComeback: "report" });
    await ended(harness, next);
    expect(await harness.app.watches.tally(next)).toMatchObject({ stillBack: 4, toScrub: 1, reported: 3 });
    await approve(planned?.id ?? 0, "cli", harness.context);
    expect(await ended(harness, id)).toMatchObject({ code: "max_users" });
    expect(await harness.app.watches.tally(id)).toMatchObject({ scrubbed: 1, toScrub: 3 });
  });

  test("is one at a time, and cancelled it keeps nothing and nobody is scrubbed", async () => {
    const harness = await appHarness(on, { people: people(2) });
    const workers = harness.startWorkers();
    await harness.reach(await harness.plan({ autoApply: true }), "done");
    await workers.close(0);
    await harness.sandbox.edit(user(0), { name: "Back" });
    const id = await begin(harness);
    await expect(begin(harness)).rejects.toThrow(coded("WATCH_ACTIVE"));
    await cancelWatch(id, harness.context);
    await cancelWatch(id, harness.context);
    await watchJob.run({ watch: id }, harness.context, control);
    const waiting = await begin(harness, { autoApply: false });
    await watchJob.run({ watch: waiting }, harness.context, control);
    await cancelWatch(waiting, harness.context);
    harness.startWorkers();
    await until("its run is cancelled", async () =>
      (await harness.app.watches.runsOf(waiting)).every(({ state }) => state === "cancelled"),
    );
    expect((await harness.sandbox.users()).get(user(0))).toMatchObject({ name: "Back" });
    await expect(cancelWatch(waiting + 1000, harness.context)).rejects.toMatchObject({
      code: "WATCH_NOT_FOUND",
    });
    await expectNothingKept(harness);
  });

  test("that the API refuses ends with the code, and keeps nobody's reference", async () => {
    const harness = await erased(
      await appHarness(on, { people: people(150), hooks: { refuse: () => refusing } }),
    );
    await harness.sandbox.edit(user(149), { name: "Back" });
    refusing = 401;
    onTestFinished(() => void (refusing = undefined));
    expect(await ended(harness, await begin(harness), "failed")).toMatchObject({
      code: "API_UNAUTHORIZED",
      cursor: null,
    });
    await expectNothingKept(harness);
  });
});

let refusing: number | undefined;

describePostgres("a replay", (on) => {
  on.both(
    "blanks everybody again after a backup was restored, however many, and is no comeback",
    async () => {
      const harness = await appHarness(on, { people: people(130) });
      const before = [...(await harness.sandbox.users()).values()];
      harness.startWorkers();
      const policy = { ...everybody(), limits: { ...everybody().limits, maxUsers: 130 } };
      await harness.reach(await harness.plan({ policy, autoApply: true }), "done");
      const tight = { ...policy, limits: { ...policy.limits, maxUsers: 1 } };
      for (const i of [1, 2]) {
        await harness.reach(
          await harness.plan({ kind: "erasure", policy: tight, ids: [user(i)], autoApply: true }),
          "done",
        );
      }
      await harness.sandbox.addUsers([...before, testUser("unrelated")]);
      const id = await begin(harness, { mode: "replay", autoApply: false });
      await ended(harness, id, "scrubbing");
      const users = await harness.sandbox.users();
      for (const { id: restored, name } of before) expect(users.get(restored)).toMatchObject({ name });
      for (const run of await harness.app.watches.runsOf(id)) {
        await harness.reach(run.id, "planned");
        await approve(run.id, "cli", harness.context);
      }
      await ended(harness, id);
      expect(await harness.app.watches.tally(id)).toMatchObject({ people: 130, scrubbed: 130 });
      const blank = [...(await harness.sandbox.users()).values()].filter(({ email }) =>
        isBlank("email", email),
      );
      expect(blank).toHaveLength(130);
      expect(await harness.app.watches.report(new Date(0))).toMatchObject({ comebacks: 0 });
      expect(
        await countOf(harness.app, "suppression", `app_id = '${harness.app.appId}' and comebacks > 0`),
      ).toBe(0);
      expect(await watched(harness)).toMatchObject({ cameBack: 0 });
    },
  );

  test("onto another app blanks those who were erased on the first, and only them", async () => {
    const first = await appHarness(on, { people: people(5) });
    first.startWorkers();
    await first.reach(
      await first.plan({ kind: "erasure", ids: [user(1), user(3)], autoApply: true }),
      "done",
    );
    const second = await appHarness(on, { people: people(5) });
    second.startWorkers();
    const other = { mode: "replay", fromApp: first.app.appId } as const;
    const { tally, cameBack, known } = await watched(second, other);
    expect({ cameBack, known }).toEqual({ cameBack: 2, known: 2 });
    expect(tally).toMatchObject({ people: 2, scrubbed: 2 });
    const blanked = (await second.sandbox.journal()).map((line) => line.user);
    expect(new Set(blanked)).toEqual(new Set([user(1), user(3)]));
    await expectAuditEqualsJournal(second);
    // From now on they are watched on this app too.
    await second.sandbox.edit(user(3), { name: "Back" });
    expect((await watched(second)).tally).toMatchObject({ people: 1, scrubbed: 1 });
    const unknown = begin(second, { mode: "replay", fromApp: "nobody-knows" });
    await expect(unknown).rejects.toMatchObject({ code: "NOTHING_TO_REPLAY" });
  });
});

/** No reference to a person is left anywhere. */
async function expectNothingKept({ app }: AppHarness): Promise<void> {
  const mine = `app_id = '${app.appId}'`;
  expect(await countOf(app, "comebacks", `${mine} and sealed is not null`)).toBe(0);
  expect(await countOf(app, "watches", `${mine} and cursor is not null`)).toBe(0);
  const runs = `run_id in (select id from scrubjay.runs where ${mine})`;
  expect(await countOf(app, "worklist", `${runs} and sealed is not null`)).toBe(0);
}
