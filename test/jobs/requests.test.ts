import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { lookup } from "../../jobs/lookup.js";
import { reconcile } from "../../src/service/reconcile.js";
import { maintainRequests } from "../../src/service/request/maintain.js";
import { emailDigest } from "../../src/audit/pseudonyms.js";
import type { Actor } from "../../src/ledger/evidence/actor.js";
import type { RequestState } from "../../src/model/request-lifecycle.js";
import { defaultPolicy } from "../../src/policy/policy.js";
import { cancelRequest } from "../../src/service/request/cancel.js";
import { createRequest, type RequestOrder } from "../../src/service/request/create.js";
import { extendRequest } from "../../src/service/request/extend.js";
import { liftHold } from "../../src/service/hold/lift.js";
import { retryRequest } from "../../src/service/request/retry.js";
import { countOf, describePostgres } from "../support/ledger.js";
import { until } from "../support/until.js";
import { expectAuditEqualsJournal, policy, appHarness, type AppHarness } from "./app-harness.js";

const ACTOR: Actor = { name: "desk", role: "operator" };

const person = (id: string, more: object = {}) => ({
  id,
  name: `Name of ${id}`,
  email: [`${id}@example.test`],
  phone: ["+491700000000"],
  role: "default",
  custom: { city: "Somewhere" },
  pushTokens: null,
  createdAt: 1_600_000_000_000,
  ...more,
});

const order = (change: Partial<RequestOrder> = {}): RequestOrder => ({
  userIds: [],
  emails: [],
  regulation: "gdpr",
  receivedAt: new Date(),
  reason: null,
  protocol: "v1",
  policy: defaultPolicy,
  ...change,
});

const ask = (harness: AppHarness, change: Partial<RequestOrder>, by = defaultPolicy) =>
  createRequest(order({ policy: by, ...change }), ACTOR, harness.context);

async function reach(harness: AppHarness, id: string, ...states: RequestState[]) {
  return until(`request in ${states.join(" or ")}`, async () => {
    const request = await harness.context.requests.get(id);
    return states.includes(request.state) && request;
  });
}

const steps = async (harness: AppHarness, id: string) =>
  (await harness.context.requests.details(id)).events.map(({ state }) => state);

describePostgres("erasure requests", (on) => {
  describe("a request's lifecycle", () => {
    test("goes from received to completed, and keeps no user ID", async () => {
      const harness = await appHarness(on, { people: [person("ada"), person("bob"), person("eve")] });
      harness.startWorkers();
      const { id } = await ask(harness, { userIds: ["ada", "bob", "ada"] });
      const ended = await reach(harness, id, "completed", "failed");
      expect(ended).toMatchObject({ state: "completed", code: null });
      expect(ended.finishedAt).not.toBeNull();
      expect(await steps(harness, id)).toEqual(["received", "queued", "scrubbing", "verified", "completed"]);
      const { subjects } = await harness.context.requests.details(id);
      expect(subjects).toHaveLength(2);
      for (const subject of subjects)
        expect(subject).toMatchObject({ state: "settled", sealed: null, outcome: "scrubbed" });
      const users = await harness.sandbox.users();
      expect(users.get("ada")).toMatchObject({ name: "[DELETED]", email: null });
      expect(users.get("eve")).toMatchObject({ name: "Name of eve" });
      await expectAuditEqualsJournal(harness);
    });

    test("of someone TalkJS doesn't know ends as not found", async () => {
      const harness = await appHarness(on);
      harness.startWorkers();
      const { id } = await ask(harness, { userIds: ["nobody"] });
      await reach(harness, id, "not_found");
      expect(await countOf(harness.app, "suppression", `app_id = '${harness.app.appId}'`)).toBe(1);
    });

    test("waits, can be cancelled meanwhile, and then begins by itself", async () => {
      let now = new Date();
      const harness = await appHarness(on, {
        people: [person("ada"), person("bob")],
        settings: { SCRUBJAY_WAITING_PERIOD: "1 hour" },
        clock: () => now,
      });
      harness.startWorkers();
      const ada = await ask(harness, { userIds: ["ada"] });
      const bob = await ask(harness, { userIds: ["bob"] });
      expect(ada.state).toBe("waiting");
      await cancelRequest(ada.id, ACTOR, harness.context);
      await maintainRequests(harness.context);
      expect((await harness.context.requests.get(bob.id)).state).toBe("waiting");
      now = new Date(now.getTime() + 3_600_000);
      await maintainRequests(harness.context);
      await reach(harness, bob.id, "completed");
      expect(await harness.context.requests.get(ada.id)).toMatchObject({ state: "cancelled" });
      expect((await harness.sandbox.users()).get("ada")).toMatchObject({ name: "Name of ada" });
      await expect(cancelRequest(bob.id, ACTOR, harness.context)).rejects.toMatchObject({
        code: "REQUEST_STATE",
      });
    });

    test("survives Redis forgetting everything", async () => {
      const harness = await appHarness(on, { people: [person("ada")] });
      const { id } = await ask(harness, { userIds: ["ada"] });
      await harness.wipeRedis();
      harness.startWorkers();
      await reconcile(harness.context);
      await reach(harness, id, "completed");
    });

    on.both("is settled later when the process ended between the run and the request", async () => {
      const harness = await appHarness(on, { people: [person("ada")] });
      const { id } = await ask(harness, { userIds: ["ada"] });
      const workers = harness.startWorkers();
      await reach(harness, id, "completed");
      await workers.close(1_000);
      // As if the process had been killed after the run's end was written.
      await harness.app.ledger.db.execute(
        `update scrubjay.request_subjects set state = 'working', sealed = 'x', outcome = null where request_id = '${id}'`,
      );
      await harness.app.ledger.db.execute(
        `update scrubjay.requests set state = 'scrubbing', finished_at = null where id = '${id}'`,
      );
      await maintainRequests(harness.context);
      expect(await harness.context.requests.get(id)).toMatchObject({ state: "completed" });
    });
  });

  test("two requests for one person: the second waits for the first and looks for itself", async () => {
    const harness = await appHarness(on, { people: [person("ada")] });
    const first = await ask(harness, { userIds: ["ada"] });
    const second = await ask(harness, { userIds: ["ada"] });
    expect(
      await harness.context.requestSubjects.openAbout(
        harness.context.db,
        [harness.app.pseudonyms.subject("ada")],
        second.id,
      ),
    ).toEqual([first.id]);
    harness.startWorkers();
    await reach(harness, first.id, "completed");
    await reach(harness, second.id, "completed");
    expect(await harness.sandbox.journal()).toHaveLength(1);
    await expectAuditEqualsJournal(harness);
    const outcomes = [first, second].map(
      async ({ id }) => (await harness.context.requests.details(id)).subjects[0]?.outcome,
    );
    expect(await Promise.all(outcomes)).toEqual(["scrubbed", "already_blank"]);
  });

  describe("e-mail addresses", () => {
    test("are resolved by looking through all users, raw or hashed, in any case", async () => {
      const harness = await appHarness(on, {
        users: 250,
        people: [person("ada"), person("ada2", { email: ["x@example.test", "ADA@example.test"] })],
      });
      harness.startWorkers();
      const raw = await ask(harness, { emails: [{ value: " Ada@Example.test ", format: "raw" }] });
      const hashed = await ask(harness, {
        userIds: [],
        emails: [{ value: emailDigest("ada@example.test").toUpperCase(), format: "sha256" }],
      });
      await reach(harness, raw.id, "completed");
      await reach(harness, hashed.id, "completed");
      const { subjects, emails } = await harness.context.requests.details(raw.id);
      expect(subjects).toHaveLength(2);
      expect(emails).toMatchObject([{ matches: 2 }]);
      const users = await harness.sandbox.users();
      expect(users.get("ada2")).toMatchObject({ name: "[DELETED]", email: null });
      expect(await harness.sandbox.journal()).toHaveLength(2);
    });

    on.both(
      "that can't be looked for fail visibly, in progress for whoever asked, and can be tried again",
      async () => {
        const harness = await appHarness(on, { people: [person("ada")] });
        const { id } = await ask(harness, { emails: [{ value: "ada@example.test", format: "raw" }] });
        const begun = await until("a lookup", () => harness.context.lookups.active());
        await lookup.giveUp({ lookup: begun.id }, harness.context, "X");
        expect(await harness.context.requests.get(id)).toMatchObject({
          state: "failed",
          code: "X",
          begunAt: expect.any(Date) as Date,
        });
        await retryRequest(id, ACTOR, harness.context);
        harness.startWorkers();
        await reach(harness, id, "completed");
      },
    );

    test("are found however they are written at TalkJS, and nobody else's is", async () => {
      const cases: [id: string, stored: string, asked: string][] = [
        ["jose", "jose\u0301@example.org", "jos\u00e9@example.org"],
        ["emil", "emil@xn--mnchen-3ya.example", "emil@m\u00fcnchen.example"],
        ["ina", "Ina Doe <ina@example.org>", "ina@example.org"],
        ["lara", "lara\u200b@example.org", "lara@example.org"],
        ["hans", "hans@example.org", "hans@example.org."],
      ];
      const near = { ...person("bob"), email: ["bob+chat@example.org"] };
      const people = [...cases.map(([id, stored]) => ({ ...person(id), email: [stored] })), near];
      const harness = await appHarness(on, { people });
      harness.startWorkers();
      const asked = [...cases.map(([, , address]) => address), "bob@example.org"];
      const emails = asked.map((value) => ({ value, format: "raw" as const }));
      const { id } = await ask(harness, { emails });
      await reach(harness, id, "completed");
      const users = await harness.sandbox.users();
      expect(cases.map(([name]) => users.get(name)?.email)).toEqual(cases.map(() => null));
      expect(users.get("bob")?.email).toEqual(["bob+chat@example.org"]);
    });

    test("that nobody has end as not found and stay remembered", async () => {
      const harness = await appHarness(on, { people: [person("ada")] });
      harness.startWorkers();
      const { id } = await ask(harness, { emails: [{ value: "nobody@example.test", format: "raw" }] });
      await reach(harness, id, "not_found");
      expect(await steps(harness, id)).toEqual(["received", "resolving", "not_found"]);
      expect(
        await countOf(harness.app, "suppression", `app_id = '${harness.app.appId}' and kind = 'email'`),
      ).toBe(1);
    });
  });

  describe("a policy that keeps something of people", () => {
    const keeping = (yaml: string) => policy(`select: { all: true }\nscrub: { phone: keep }\n${yaml}`);

    test("ends as partly retained, with a ground; places outside of its scope don't matter", async () => {
      const harness = await appHarness(on, { people: [person("ada")] });
      harness.startWorkers();
      const { id } = await ask(harness, { userIds: ["ada"] }, keeping("grounds: { phone: open invoices }"));
      expect(await reach(harness, id, "partly_retained")).toMatchObject({ code: "FIELDS_KEPT" });
      expect((await harness.sandbox.users()).get("ada")).toMatchObject({
        email: null,
        phone: ["+491700000000"],
      });
      const role = policy("select: { all: true }\nscrub: { role: keep }");
      const { id: other } = await ask(harness, { userIds: ["ada"] }, role);
      await reach(harness, other, "completed");
    });

    test("is refused without a ground to whoever asks under the GDPR, and to nobody else", async () => {
      const harness = await appHarness(on, { people: [person("ada")] });
      const some = "scrub: { phone: keep, custom: { blankOnly: [a] } }\ngrounds: { phone: open invoices }";
      const ungrounded = policy(`select: { all: true }\n${some}`);
      await expect(ask(harness, { userIds: ["ada"] }, ungrounded)).rejects.toMatchObject({
        code: "POLICY_UNGROUNDED",
        facts: { fields: "custom (all other keys)" },
      });
      expect(await countOf(harness.app, "requests", `app_id = '${harness.app.appId}'`)).toBe(0);
      await ask(harness, { userIds: ["ada"], regulation: "ccpa" }, ungrounded);
    });
  });

  describe("legal holds", () => {
    test("keep a request until they are lifted", async () => {
      const harness = await appHarness(on, { people: [person("ada"), person("bob")] });
      const hold = await harness.context.holds.add(
        {
          ...{ id: randomUUID(), sealed: "" },
          subject: harness.app.pseudonyms.subject("ada"),
          ground: "e",
          owner: "legal",
          reason: null,
          endsAt: null,
        },
        ACTOR,
        new Date(),
      );
      harness.startWorkers();
      const { id } = await ask(harness, { userIds: ["ada", "bob"] });
      expect(await reach(harness, id, "held")).toMatchObject({ code: "hold_17_3_e", finishedAt: null });
      const users = await harness.sandbox.users();
      expect(users.get("ada")).toMatchObject({ name: "Name of ada" });
      expect(users.get("bob")).toMatchObject({ name: "[DELETED]" });
      await maintainRequests(harness.context);
      expect((await harness.context.requests.get(id)).state).toBe("held");
      await liftHold(hold.id, ACTOR, harness.context);
      await reach(harness, id, "completed");
      expect((await harness.sandbox.users()).get("ada")).toMatchObject({ name: "[DELETED]" });
      await expectAuditEqualsJournal(harness);
    });

    test("that come between plan and edit stop the edit", async () => {
      const harness = await appHarness(on, { people: [person("ada"), person("bob")] });
      harness.startWorkers();
      const run = await harness.plan();
      await harness.reach(run, "planned");
      await harness.context.holds.add(
        {
          ...{ id: randomUUID(), sealed: "" },
          subject: harness.app.pseudonyms.subject("ada"),
          ground: "b",
          owner: "legal",
          reason: null,
          endsAt: null,
        },
        ACTOR,
        new Date(),
      );
      await harness.context.runs.approve(run, "cli", new Date());
      await reconcile(harness.context);
      await harness.reach(run, "done");
      expect(await harness.outcomes("ada", "bob")).toEqual(["excluded hold_17_3_b", "scrubbed"]);
      expect((await harness.sandbox.users()).get("ada")).toMatchObject({ name: "Name of ada" });
      await expectAuditEqualsJournal(harness);
    });

    test("end at their time", async () => {
      let now = new Date();
      const harness = await appHarness(on, { people: [person("ada")], clock: () => now });
      const endsAt = new Date(now.getTime() + 60_000);
      await harness.context.holds.add(
        {
          ...{ id: randomUUID(), sealed: "" },
          ...{ subject: harness.app.pseudonyms.subject("ada"), ground: "e", owner: "legal" },
          reason: null,
          endsAt,
        },
        ACTOR,
        now,
      );
      harness.startWorkers();
      const { id } = await ask(harness, { userIds: ["ada"] });
      await reach(harness, id, "held");
      now = new Date(now.getTime() + 61_000);
      await maintainRequests(harness.context);
      await reach(harness, id, "completed");
    });
  });

  test("whom the policy leaves alone, the request says is retained", async () => {
    const harness = await appHarness(on, { people: [person("ada", { role: "admin" }), person("bob")] });
    harness.startWorkers();
    const spared = policy("select: { all: true }\nexclude: { roles: [admin] }");
    const { id } = await ask(harness, { userIds: ["ada", "bob"] }, spared);
    expect(await reach(harness, id, "partly_retained")).toMatchObject({ code: "role" });
  });

  test("what failed can be tried again, only for whom it failed", async () => {
    const harness = await appHarness(on, { people: [person("ada"), person("bob")] });
    await harness.sandbox.setFaults([{ kind: "poison", userId: "ada" }]);
    harness.startWorkers();
    const { id } = await ask(harness, { userIds: ["ada", "bob"] });
    expect(await reach(harness, id, "failed")).toMatchObject({ code: "API_REJECTED" });
    await harness.sandbox.setFaults([]);
    await retryRequest(id, ACTOR, harness.context);
    await reach(harness, id, "completed");
    expect(await steps(harness, id)).toEqual([
      "received",
      "queued",
      "scrubbing",
      "failed",
      "queued",
      "scrubbing",
      "verified",
      "completed",
    ]);
    await expectAuditEqualsJournal(harness);
  });

  on.both(
    "what failed because TalkJS was away is tried again by itself, other failures are not",
    async () => {
      let now = new Date();
      const harness = await appHarness(on, { people: [person("ada"), person("bob")], clock: () => now });
      const ids = await Promise.all(
        ["ada", "bob"].map(async (id) => (await ask(harness, { userIds: [id] })).id),
      );
      const fail = (id: string | undefined, code: string) =>
        harness.app.ledger.db.execute(
          `update scrubjay.requests set state = 'failed', code = '${code}' where id = '${id}'`,
        );
      await fail(ids[0], "API_UNAVAILABLE");
      await fail(ids[1], "NOT_CLEARED");
      await maintainRequests(harness.context);
      expect((await harness.context.requests.get(ids[0] ?? "")).state).toBe("failed");
      now = new Date(now.getTime() + 16 * 60_000);
      await maintainRequests(harness.context);
      harness.startWorkers();
      await reach(harness, ids[0] ?? "", "completed");
      expect((await harness.context.requests.get(ids[1] ?? "")).state).toBe("failed");
    },
  );

  on.both(
    "the deadline can be extended once, before it has passed; warnings are given once each",
    async () => {
      let now = new Date("2026-01-31T10:00:00Z");
      const harness = await appHarness(on, {
        clock: () => now,
        settings: { SCRUBJAY_WAITING_PERIOD: "12 months" },
      });
      const { id } = await ask(harness, { userIds: ["ada"], receivedAt: now });
      const late = await ask(harness, { userIds: ["bob"], receivedAt: now });
      const warnings = async () => (await steps(harness, id)).filter((step) => step !== "received");
      now = new Date("2026-02-20T10:00:00Z");
      await maintainRequests(harness.context);
      await maintainRequests(harness.context);
      expect(await warnings()).toEqual(["waiting", "deadline_near"]);
      const extended = await extendRequest(id, "many requests at once", ACTOR, harness.context);
      expect(extended.deadline.toISOString()).toBe("2026-04-30T10:00:00.000Z");
      await expect(extendRequest(id, "again", ACTOR, harness.context)).rejects.toThrow("allows it once");
      now = new Date("2026-03-01T10:00:00Z");
      await maintainRequests(harness.context);
      expect(await warnings()).toEqual(["waiting", "deadline_near", "extended"]);
      await expect(extendRequest(late.id, "too late", ACTOR, harness.context)).rejects.toThrow("has passed");
      expect((await steps(harness, late.id)).at(-1)).toBe("overdue");
      expect(await harness.context.requests.backlog()).toMatchObject({
        open: 2,
        nearestDeadline: new Date("2026-02-28T10:00:00Z"),
      });
    },
  );

  test("two processes that begin requests at once begin each once", async () => {
    const people = Array.from({ length: 40 }, (_, i) => person(`p${i}`));
    const harness = await appHarness(on, { people });
    const ids = await Promise.all(people.map(async ({ id }) => (await ask(harness, { userIds: [id] })).id));
    const other = harness.contextOn(harness.app.ledger);
    harness.startWorkers();
    harness.startWorkers(other);
    await Promise.all([reconcile(harness.context), reconcile(other)]);
    for (const id of ids) await reach(harness, id, "completed");
    expect(await countOf(harness.app, "runs", `app_id = '${harness.app.appId}'`)).toBe(40);
    await expectAuditEqualsJournal(harness);
  });
});
