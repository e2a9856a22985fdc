import { expect, onTestFinished, test } from "vitest";
import { coded } from "../support/coded.js";
import { cancelWatch } from "../../src/service/watch/cancel.js";
import { approve } from "../../src/service/run/approval.js";
import { reconcile } from "../../src/service/reconcile.js";
import { startWatch, type WatchOrder } from "../../src/service/watch/start.js";
import { watch as watchJob } from "../../jobs/watch.js";
import { emailDigest } from "../../src/audit/pseudonyms.js";
import { openServerLedger } from "../../src/ledger/open.js";
import type { Watch } from "../../src/ledger/watches/watches.js";
import type { WebhookMessage } from "../../src/outbound/outbox.js";
import { resident } from "../erasure/ward.js";
import { countOf, describePostgres, MASTER_KEY } from "../support/ledger.js";
import { until } from "../support/until.js";
import { everybody, expectAuditEqualsJournal, policy, site, type Site } from "./site.js";

const control = { signal: new AbortController().signal };
const people = (n: number, fields = {}) => Array.from({ length: n }, (_, i) => resident(`user ${i}`, fields));
const user = (i: number) => `user ${i}`;
const cli = { name: "cli", role: "owner" } as const;

const begin = ({ context }: Site, order: Partial<WatchOrder> = {}) =>
  startWatch({ mode: "watch", onComeback: "scrub", autoApply: true, by: "cli", ...order }, context);

/** Waits for a watch's end; `state` where it isn't to be done. */
const ended = ({ app }: Site, id: number, state: Watch["state"] = "done") =>
  until(`the watch is ${state}`, async () => {
    const watch = await app.watches.get(id);
    return watch.state === state ? watch : undefined;
  });

async function watched(here: Site, order: Partial<WatchOrder> = {}) {
  const id = await begin(here, order);
  return { ...(await ended(here, id)), tally: await here.app.watches.tally(id) };
}

/** A site of people who were all scrubbed. */
async function erased(here: Site, policy = everybody()): Promise<Site> {
  here.startWorkers();
  await here.reach(await here.plan({ autoApply: true, policy }), "done");
  return here;
}

const came = async ({ app }: Site, watchId?: number) =>
  (await app.watches.comebacks({ limit: 1000, ...(watchId !== undefined && { watchId }) })).map(
    ({ subject, fields, status, stillBack }) => ({ subject, fields, status, stillBack }),
  );

describePostgres("a watch", (on) => {
  on.both(
    "finds exactly those who came back, by whatever field, and scrubs exactly them again; a second one finds none",
    async () => {
      const here = await erased(await site(on, { people: people(600) }));
      const before = (await here.town.journal()).length;
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
      for (const [id, edit] of Object.entries(returns)) await here.town.edit(id, edit);
      const others = (await here.town.users()).size - 137;

      const first = await watched(here);
      expect(first).toMatchObject({ scanned: 600, known: 600, cameBack: 137, code: null });
      expect(first.tally).toMatchObject({
        people: 137,
        scrubbed: 137,
        stillBack: 0,
        reported: 0,
        toScrub: 0,
      });
      const found = new Map(
        (await came(here, first.id)).map(({ subject, fields }) => [subject, [...fields].sort()]),
      );
      expect(found).toEqual(
        new Map(
          Object.entries(returns).map(([id, edit]) => [
            here.app.pseudonyms.subject(id),
            Object.keys(edit).sort(),
          ]),
        ),
      );
      const again = (await here.town.journal()).slice(before + 137);
      expect(new Set(again.map((line) => line.user))).toEqual(new Set(Object.keys(returns)));
      expect(others).toBe(600 - 137);
      await expectNothingKept(here);

      const second = await watched(here);
      expect(second).toMatchObject({ scanned: 600, known: 600, cameBack: 0 });
      expect(await here.app.watches.runsOf(second.id)).toEqual([]);
      expect((await here.town.journal()).length).toBe(before + 137 + again.length);
      const report = await here.app.watches.report(new Date(0));
      expect(report).toMatchObject({ comebacks: 137, people: 137, emails: 0, again: 0 });
      expect(report.fields).toMatchObject({ name: 35 + 34, email: 34 + 34 });
      expect(report.medianHours).toBeGreaterThan(0);
    },
  );

  test("that is killed and taken up by another process counts and scrubs everybody once", async () => {
    const here = await site(on, { people: people(350) });
    await erased(here);
    for (const i of [0, 120, 240, 349]) await here.town.edit(user(i), { email: ["back@example.com"] });
    const other = on.url ? await openServerLedger(on.url, MASTER_KEY) : on.ledger;
    if (on.url) onTestFinished(() => other.close());
    const id = await begin(here);
    // Two more that run the same job at once, as after a lock that was lost.
    const again = here.contextOn(other);
    await Promise.all([
      watchJob.run({ watch: id }, here.context, control),
      watchJob.run({ watch: id }, again, control),
    ]);
    await here.wipeRedis();
    // As running processes do: a job that was active when Redis was wiped can be lost a moment later.
    await until(
      "the watch is done",
      async () => {
        await reconcile(again);
        return (await here.app.watches.get(id)).state === "done";
      },
      { every: 500 },
    );
    expect(await here.app.watches.get(id)).toMatchObject({ scanned: 350, cameBack: 4 });
    expect(await here.app.watches.runsOf(id)).toHaveLength(1);
    for (const i of [0, 120, 240, 349]) {
      expect(await here.app.suppression.of(here.app.pseudonyms.subject(user(i)))).toMatchObject({
        comebacks: 1,
      });
    }
    await expectNothingKept(here);
  });

  test("killed between the last page and its runs makes only the runs that are missing", async () => {
    const here = await site(on, { people: people(3) });
    const workers = here.startWorkers();
    const policies = [everybody(), everybody("scrub: { locale: keep }"), everybody("scrub: { phone: keep }")];
    for (const [i, policy] of policies.entries()) {
      await here.reach(await here.plan({ kind: "erasure", policy, ids: [user(i)], autoApply: true }), "done");
    }
    await workers.close(0);
    for (const i of [0, 1, 2]) await here.town.edit(user(i), { name: "Back" });
    const id = await begin(here);
    const { runs } = here.context;
    const create = runs.create.bind(runs);
    let made = 0;
    runs.create = (...args) => (++made > 1 ? Promise.reject(new Error("killed")) : create(...args));
    await expect(watchJob.run({ watch: id }, here.context, control)).rejects.toThrow("killed");
    expect(await here.app.watches.get(id)).toMatchObject({ state: "scanning" });
    runs.create = create;
    here.startWorkers();
    await reconcile(here.context);
    expect(await ended(here, id)).toMatchObject({ cameBack: 3 });
    expect(await here.app.watches.runsOf(id)).toHaveLength(3);
    expect(await here.app.watches.tally(id)).toMatchObject({ scrubbed: 3 });
    await expectNothingKept(here);
  });

  test("that only reports counts nobody twice, until they were blank and came back once more", async () => {
    const here = await erased(await site(on, { people: people(3) }));
    await here.town.edit(user(1), { email: ["back@example.com"] });
    const told: WebhookMessage[] = [];
    here.context.outbox.webhook = async (_, message) => void told.push(message);
    // The policy says nothing about comebacks, which means report.
    const first = await watched(here, { onComeback: "policy" });
    const subject = here.app.pseudonyms.subject(user(1));
    expect(await came(here)).toEqual([{ subject, fields: ["email"], status: "reported", stillBack: false }]);
    expect(told).toMatchObject([
      { type: "watch.comebacks", data: { watch: first.id, people: 1, stillBack: 0 } },
    ]);
    const second = await watched(here, { onComeback: "report" });
    expect(second.tally).toMatchObject({ people: 1, stillBack: 1, reported: 1 });
    expect(await here.app.suppression.of(subject)).toMatchObject({ comebacks: 1 });
    expect(await here.app.watches.report(new Date(0))).toMatchObject({ comebacks: 1, again: 0 });
    // Blanked by somebody else, seen so, and back again.
    await here.town.edit(user(1), { email: null });
    expect(await watched(here, { onComeback: "report" })).toMatchObject({ cameBack: 0 });
    await here.town.edit(user(1), { email: ["back@example.com"] });
    expect((await watched(here, { onComeback: "report" })).tally).toMatchObject({ people: 1, stillBack: 0 });
    expect(await here.app.watches.report(new Date(0))).toMatchObject({ comebacks: 2, people: 1, again: 1 });
    expect(await here.app.suppression.of(subject)).toMatchObject({ comebacks: 2 });
  });

  test("scrubs by the policy that says so, though its selection fits no more; leaves people under a hold alone", async () => {
    // What selected them was blanked with the rest.
    const guests = policy(
      "select: { roles: [guest] }\nscrub: { role: blank }\nwatch: { comebacks: scrub }\nlimits: { maxShare: 100% }",
    );
    const here = await erased(await site(on, { people: people(3, { role: "guest" }) }), guests);
    for (const i of [0, 1]) await here.town.edit(user(i), { email: ["back@example.com"] });
    const held = here.app.pseudonyms.subject(user(1));
    const hold = { subject: held, ground: "e", owner: "Legal", reason: null, endsAt: null } as const;
    await here.app.holds.add(hold, cli, here.context.clock());
    const { id, tally } = await watched(here, { onComeback: "policy" });
    expect(tally).toMatchObject({ people: 2, held: 1, scrubbed: 1 });
    expect(await came(here, id)).toContainEqual({
      subject: held,
      fields: ["email"],
      status: "held",
      stillBack: false,
    });
    expect((await here.town.users()).get(user(1))).toMatchObject({ email: ["back@example.com"] });
  });

  test("finds somebody who wasn't known when they were asked for, and only tells of an e-mail address", async () => {
    const here = await site(on, { people: people(1) });
    here.startWorkers();
    const run = await here.plan({ kind: "erasure", ids: ["late"], autoApply: true });
    await here.reach(run, "done");
    const email = here.app.pseudonyms.email(emailDigest(" Gone@Example.com"));
    await here.app.suppression.addEmails(here.app.ledger.db, [email], new Date());
    await here.town.addUsers([resident("late"), resident("newcomer", { email: ["gone@example.com"] })]);
    const first = await watched(here);
    expect(first).toMatchObject({ scanned: 3, known: 1, cameBack: 2 });
    expect(first.tally).toMatchObject({ people: 1, emails: 1, scrubbed: 1, reported: 1 });
    expect((await here.town.users()).get("newcomer")).toMatchObject({ email: ["gone@example.com"] });
    expect(await here.outcomes("late", "newcomer")).toEqual(["scrubbed", ""]);
    expect((await watched(here)).tally).toMatchObject({ people: 0, emails: 1, stillBack: 1 });
  });

  test("looks with the policy of the erasure on demand, though a narrower sweep came later", async () => {
    const here = await site(on, { people: people(2) });
    here.startWorkers();
    await here.reach(await here.plan({ kind: "erasure", ids: [user(0)], autoApply: true }), "done");
    await here.town.edit(user(0), { name: "Back", email: ["back@example.com"] });
    const narrow = everybody("scrub: { email: keep }");
    await here.reach(await here.plan({ policy: narrow, autoApply: true }), "done");
    const { id, tally } = await watched(here);
    expect(tally).toMatchObject({ people: 1, scrubbed: 1 });
    expect(await came(here, id)).toMatchObject([{ fields: ["email"] }]);
    expect((await here.town.users()).get(user(1))).toMatchObject({ email: ["user 1@example.com"] });
  });

  test("is braked by the limits of the policy, says so, and waits for approval where it should", async () => {
    const here = await erased(await site(on, { people: people(6) }));
    const policy = { ...everybody(), limits: { ...everybody().limits, maxUsers: 2 } };
    for (const i of [0, 1, 2]) {
      await here.reach(await here.plan({ kind: "erasure", policy, ids: [user(i)], autoApply: true }), "done");
    }
    for (const i of [0, 1, 2, 3]) await here.town.edit(user(i), { name: "Back" });
    const id = await begin(here, { autoApply: false });
    const [refused, planned] = await until("its runs are planned", async () => {
      const runs = await here.app.watches.runsOf(id);
      return (
        runs.length === 2 &&
        runs.every(({ state }) => state !== "planning") &&
        runs.sort((a, b) => (a.state < b.state ? 1 : -1))
      );
    });
    expect(refused).toMatchObject({ state: "refused", code: "max_users" });
    expect(planned).toMatchObject({ state: "planned" });
    expect(await here.app.watches.get(id)).toMatchObject({ state: "scrubbing" });
    // Whom a plan has already isn't planned a second time.
    const next = await begin(here, { autoApply: false, onComeback: "report" });
    await ended(here, next);
    expect(await here.app.watches.tally(next)).toMatchObject({ stillBack: 4, toScrub: 1, reported: 3 });
    await approve(planned?.id ?? 0, "cli", here.context);
    expect(await ended(here, id)).toMatchObject({ code: "max_users" });
    expect(await here.app.watches.tally(id)).toMatchObject({ scrubbed: 1, toScrub: 3 });
  });

  test("is one at a time, and cancelled it keeps nothing and nobody is scrubbed", async () => {
    const here = await site(on, { people: people(2) });
    const workers = here.startWorkers();
    await here.reach(await here.plan({ autoApply: true }), "done");
    await workers.close(0);
    await here.town.edit(user(0), { name: "Back" });
    const id = await begin(here);
    await expect(begin(here)).rejects.toThrow(coded("WATCH_ACTIVE"));
    await cancelWatch(id, here.context);
    await cancelWatch(id, here.context);
    await watchJob.run({ watch: id }, here.context, control);
    const waiting = await begin(here, { autoApply: false });
    await watchJob.run({ watch: waiting }, here.context, control);
    await cancelWatch(waiting, here.context);
    here.startWorkers();
    await until("its run is cancelled", async () =>
      (await here.app.watches.runsOf(waiting)).every(({ state }) => state === "cancelled"),
    );
    expect((await here.town.users()).get(user(0))).toMatchObject({ name: "Back" });
    await expect(cancelWatch(waiting + 1000, here.context)).rejects.toMatchObject({
      code: "WATCH_NOT_FOUND",
    });
    await expectNothingKept(here);
  });

  test("that the API refuses ends with the code, and keeps nobody's reference", async () => {
    const here = await erased(await site(on, { people: people(150), hooks: { refuse: () => refusing } }));
    await here.town.edit(user(149), { name: "Back" });
    refusing = 401;
    onTestFinished(() => void (refusing = undefined));
    expect(await ended(here, await begin(here), "failed")).toMatchObject({
      code: "API_UNAUTHORIZED",
      cursor: null,
    });
    await expectNothingKept(here);
  });
});

let refusing: number | undefined;

describePostgres("a replay", (on) => {
  on.both(
    "blanks everybody again after a backup was restored, however many, and is no comeback",
    async () => {
      const here = await site(on, { people: people(130) });
      const before = [...(await here.town.users()).values()];
      here.startWorkers();
      const policy = { ...everybody(), limits: { ...everybody().limits, maxUsers: 130 } };
      await here.reach(await here.plan({ policy, autoApply: true }), "done");
      const tight = { ...policy, limits: { ...policy.limits, maxUsers: 1 } };
      for (const i of [1, 2]) {
        await here.reach(
          await here.plan({ kind: "erasure", policy: tight, ids: [user(i)], autoApply: true }),
          "done",
        );
      }
      await here.town.addUsers([...before, resident("unrelated")]);
      const id = await begin(here, { mode: "replay", autoApply: false });
      await ended(here, id, "scrubbing");
      const users = await here.town.users();
      for (const { id: restored, name } of before) expect(users.get(restored)).toMatchObject({ name });
      for (const run of await here.app.watches.runsOf(id)) {
        await here.reach(run.id, "planned");
        await approve(run.id, "cli", here.context);
      }
      await ended(here, id);
      expect(await here.app.watches.tally(id)).toMatchObject({ people: 130, scrubbed: 130 });
      const blank = [...(await here.town.users()).values()].filter(({ email }) => !email?.length);
      expect(blank).toHaveLength(130);
      expect(await here.app.watches.report(new Date(0))).toMatchObject({ comebacks: 0 });
      expect(await countOf(here.app, "suppression", `app_id = '${here.app.appId}' and comebacks > 0`)).toBe(
        0,
      );
      expect(await watched(here)).toMatchObject({ cameBack: 0 });
    },
  );

  test("onto another app blanks those who were erased on the first, and only them", async () => {
    const first = await site(on, { people: people(5) });
    first.startWorkers();
    await first.reach(
      await first.plan({ kind: "erasure", ids: [user(1), user(3)], autoApply: true }),
      "done",
    );
    const second = await site(on, { people: people(5) });
    second.startWorkers();
    const other = { mode: "replay", fromApp: first.app.appId } as const;
    const { tally, cameBack, known } = await watched(second, other);
    expect({ cameBack, known }).toEqual({ cameBack: 2, known: 2 });
    expect(tally).toMatchObject({ people: 2, scrubbed: 2 });
    const blanked = (await second.town.journal()).map((line) => line.user);
    expect(new Set(blanked)).toEqual(new Set([user(1), user(3)]));
    await expectAuditEqualsJournal(second);
    // From now on they are watched on this app too.
    await second.town.edit(user(3), { name: "Back" });
    expect((await watched(second)).tally).toMatchObject({ people: 1, scrubbed: 1 });
    const unknown = begin(second, { mode: "replay", fromApp: "nobody-knows" });
    await expect(unknown).rejects.toMatchObject({ code: "NOTHING_TO_REPLAY" });
  });
});

/** No reference to a person is left anywhere. */
async function expectNothingKept({ app }: Site): Promise<void> {
  const mine = `app_id = '${app.appId}'`;
  expect(await countOf(app, "comebacks", `${mine} and sealed is not null`)).toBe(0);
  expect(await countOf(app, "watches", `${mine} and cursor is not null`)).toBe(0);
  const runs = `run_id in (select id from scrubjay.runs where ${mine})`;
  expect(await countOf(app, "worklist", `${runs} and sealed is not null`)).toBe(0);
}
