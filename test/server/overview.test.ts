import { noPolicies } from "../../src/policy/named-policies.js";
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { NewRequest } from "../../src/ledger/requests/requests.js";
import { comebacks, deliveries, scheduleSlots, suppression } from "../../src/ledger/schema.js";
import { publishDue } from "../../src/sealing/publish.js";
import { Sealer } from "../../src/sealing/sealer.js";
import { overviewView } from "../../src/server/overview/view.js";
import type { OverviewView } from "../../src/contracts/overview.js";
import { describePostgres, newRun, plannedUser, type App } from "../support/ledger.js";
import { bearer, apiHarness } from "./api-harness.js";
import { openedAppOf } from "./opened-app.js";

const NOW = new Date("2040-03-10T12:00:00Z");
const DAY_MS = 24 * 3_600_000;
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY_MS);
const OWNER = { name: "cli", role: "owner" } as const;

async function request(app: App, change: Partial<NewRequest>): Promise<string> {
  const { id } = await app.requests.insert(
    app.ledger.db,
    {
      id: randomUUID(),
      appId: app.appId,
      state: "queued",
      regulation: "gdpr",
      protocol: "v1",
      createdBy: "crm",
      receivedAt: inDays(-20),
      deadline: inDays(20),
      policy: "sealed",
      policyDigest: "sha256:0",
      ...change,
    },
    [],
  );
  return id;
}

/** A run of two users that is being applied: one is scrubbed, for one it failed. */
async function halfDone(app: App, kind: "sweep" | "watch" = "watch"): Promise<number> {
  const run = await newRun(app, { kind });
  const people = ["a", "b"].map((name) => plannedUser(`${name}${run}`));
  await app.worklist.addPage(app.ledger.db, run, { page: 0, cursor: null }, people);
  await app.runs.finishPlan(run, { refusal: null, autoApply: true, scanMac: "" }, NOW);
  const none = {
    salt: null,
    idLooksLike: null,
    reason: null,
    fields: [],
    remaining: [],
    customKeys: null,
    verification: null,
  };
  const result = (name: string, outcome: "scrubbed" | "failed") => ({
    ...{ ...none, subject: `${name}${run}`, evidence: `${name}${run}`, outcome },
    ...{ verifiedAt: null, attempts: 1, round: 1, retry: null },
  });
  await app.batches.finish(await app.runs.get(run), 0, [result("a", "scrubbed"), result("b", "failed")]);
  return run;
}

const kinds = ({ needs }: OverviewView) => needs.map(({ level, kind, count }) => `${level} ${kind} ${count}`);

describePostgres("the overview", (on) => {
  const setUp = (settings: Record<string, string> = {}, policies = noPolicies) => {
    const app = on.app();
    return { app, look: (now = NOW) => overviewView({ app: openedAppOf(app, settings), policies }, now) };
  };

  test("of a new ledger is empty, and needs nobody", async () => {
    const { app } = setUp();
    const { api, token } = apiHarness(app);
    const answer = await api.request("/v1/overview", { headers: bearer(await token("viewer")) });
    expect(answer.status).toBe(200);
    const overview = (await answer.json()) as OverviewView;
    expect(overview).toMatchObject({
      app: app.appId,
      needs: [],
      requests: { open: 0, overdue: 0, failed: 0, held: 0, waiting: 0, due: [] },
      runs: { active: [], planned: [], stopped: [] },
      parked: { users: 0, runs: [], deliveries: 0 },
      comebacks: { open: 0, last: null },
      log: { size: 0, checkpoint: null, refused: 0, published: [] },
      schedules: [],
    });
    expect(overview.requests.byDay).toHaveLength(35);
  });

  on.both("tells open requests by their deadlines, and which of them need a person", async () => {
    const { app, look } = setUp();
    await request(app, { deadline: inDays(-40), state: "completed", finishedAt: inDays(-41) });
    const late = await request(app, { deadline: inDays(-1.5), regulation: "ccpa" });
    await request(app, { deadline: NOW });
    const near = await request(app, { deadline: inDays(0.1), state: "held" });
    await request(app, { deadline: inDays(3.5), state: "held" });
    await request(app, { deadline: inDays(30), state: "waiting" });
    await request(app, { deadline: inDays(80), state: "failed", code: "API_UNAVAILABLE" });
    const failed = await request(app, { deadline: inDays(70), state: "failed", code: "NOT_CLEARED" });
    const { requests, needs } = await look();
    expect(requests).toMatchObject({ open: 7, overdue: 2, failed: 2, held: 2, waiting: 1 });
    expect(requests.due).toHaveLength(7);
    expect(requests.due[0]).toMatchObject({ id: late, regulation: "ccpa", daysLeft: -2 });
    expect(requests.byDay.filter(({ count }) => count > 0)).toEqual([
      { day: "2040-03-10", count: 2, overdue: 1 },
      { day: "2040-03-14", count: 1, overdue: 0 },
      { day: "2040-04-09", count: 1, overdue: 0 },
    ]);
    expect(needs).toEqual([
      { kind: "request_overdue", level: "now", count: 2, id: late, since: inDays(-1.5).toISOString() },
      { kind: "request_due_soon", level: "now", count: 1, id: near },
      { kind: "request_failed", level: "soon", count: 1, id: failed },
    ]);
  });

  test("tells what runs, what waits and what has stopped, and whom it failed for", async () => {
    const { app, look } = setUp();
    const active = await halfDone(app);
    const waits = await newRun(app, { kind: "watch" });
    await app.runs.finishPlan(waits, { refusal: null, autoApply: false, scanMac: "" }, NOW);
    const stopped = await halfDone(app);
    await app.runs.stop(stopped, "ERROR_RATE");
    const paused = await halfDone(app);
    await app.runs.stop(paused, "PAUSED");
    const unplanned = await newRun(app, { kind: "watch" });
    await app.runs.failPlan(unplanned, "API_UNAUTHORIZED");
    await new Sealer(app.log).seal();
    const overview = await look();
    expect(overview.runs).toMatchObject({
      active: [{ run: active, kind: "watch", state: "applying", handled: 2 }],
      planned: [{ run: waits, handled: 0 }],
      stopped: [{ run: unplanned }, { run: paused, code: "PAUSED" }, { run: stopped, code: "ERROR_RATE" }],
    });
    // Of the run that is at work nobody can do anything yet.
    expect(overview.parked).toMatchObject({ users: 2, runs: [{ run: paused, users: 1 }, { run: stopped }] });
    expect(overview.needs).toEqual([
      { kind: "run_stopped", level: "now", count: 1, run: stopped },
      { kind: "plan_failed", level: "now", count: 1, run: unplanned },
      { kind: "plan_waits", level: "soon", count: 1, run: waits },
      { kind: "users_parked", level: "soon", count: 2, run: paused },
    ]);
  });

  on.both("counts who came back, until they are blank again or somebody takes care of them", async () => {
    const { app, look } = setUp();
    const { db } = app.ledger;
    const { appId } = app;
    const order = { mode: "watch", fromApp: appId, onComeback: "report", autoApply: false } as const;
    const watch = await app.watches.create({ ...order, createdBy: "cli", createdAt: NOW });
    const run = await newRun(app, { kind: "watch" });
    const back = async (subject: string, since: Date, its: object = {}) => {
      const kind = "user" as const;
      const of = { appId, kind, subject };
      await db.insert(suppression).values({ ...of, since, onDemand: true, found: true, lastComebackAt: NOW });
      const seen = { seenAt: NOW, blankSince: since, fields: [], stillBack: false, held: false };
      await db.insert(comebacks).values({ ...of, watchId: watch, ...seen, ...its });
    };
    await back("reported", inDays(-1));
    await back("blank again", inDays(1));
    await back("held", inDays(-1), { held: true });
    await back("to be claimed by a run", inDays(-1), { sealed: "s" });
    await back("in a run", inDays(-1), { runId: run });
    expect((await look()).comebacks).toMatchObject({ open: 1, last: { id: watch, state: "scanning" } });
    await app.runs.finishPlan(run, { refusal: "max_users", autoApply: true, scanMac: "" }, NOW);
    await app.watches.fail(watch, "API_UNAVAILABLE", NOW);
    const overview = await look();
    expect(kinds(overview)).toEqual(["now comebacks 3", "soon watch_failed 1"]);
    expect(overview.needs[1]).toMatchObject({ watch, since: NOW.toISOString() });
  });

  on.both("tells the schedules in the order of their times, and what they came to", async () => {
    const { app, look } = setUp();
    const { db } = app.ledger;
    const rule = {
      timeZone: "UTC",
      approval: "wait",
      policyName: "p",
      policy: "s",
      policyDigest: "d",
    } as const;
    const add = (name: string, hour: number) =>
      app.schedules.add({ ...rule, name, kind: "sweep", cron: `0 ${hour} * * *` }, "cli", inDays(-9));
    const slotOf = async (name: string, hour: number, slot: object) => {
      const { id } = await add(name, hour);
      const begun = { scheduleId: id, trigger: "cron", startedBy: "schedule", finishedAt: NOW } as const;
      await db.insert(scheduleSlots).values([
        { ...begun, slot: inDays(-2), state: "failed", code: "EARLIER" },
        { ...begun, slot: inDays(-1), state: "done", ...slot },
      ]);
    };
    const refused = await newRun(app, { kind: "watch" });
    await app.runs.finishPlan(refused, { refusal: "max_users", autoApply: false, scanMac: "" }, NOW);
    await slotOf("braked", 18, { state: "braked", code: "max_users", runId: refused });
    await slotOf("parked", 13, { state: "failed", code: "USERS_PARKED" });
    await slotOf("gone on", 15, { state: "braked", code: "ERROR_RATE", runId: await halfDone(app) });
    await slotOf("broken", 3, { state: "failed", code: "SEAL_BROKEN" });
    for (let n = 0; n < 8; n++) await add(`later-${n}`, 4);
    await new Sealer(app.log).seal();
    const { schedules, needs } = await look();
    expect(schedules).toHaveLength(10);
    expect(schedules.slice(0, 4).map(({ name, next }) => [name, next])).toEqual([
      ["parked", "2040-03-10T13:00:00.000Z"],
      ["gone on", "2040-03-10T15:00:00.000Z"],
      ["braked", "2040-03-10T18:00:00.000Z"],
      ["broken", "2040-03-11T03:00:00.000Z"],
    ]);
    expect(schedules[2]?.last).toMatchObject({ state: "braked", code: "max_users", run: refused });
    expect(needs).toEqual([
      {
        kind: "schedule_braked",
        level: "soon",
        count: 1,
        schedule: "braked",
        run: refused,
        since: inDays(-1).toISOString(),
      },
      {
        kind: "schedule_failed",
        level: "soon",
        count: 1,
        schedule: "broken",
        since: inDays(-1).toISOString(),
      },
    ]);
  });

  on.both("tells how the sealed log stands, and what wasn't delivered or published", async () => {
    const settings = { SCRUBJAY_PUBLISH_COMMAND: "exit 1" };
    const { app, look } = setUp(settings);
    await app.actions.add(OWNER, { action: "sessions.end", result: "allowed" });
    await new Sealer(app.log).seal();
    await publishDue(app.log, { folder: undefined, command: "exit 1", every: "1 hour" });
    await app.actions.add(OWNER, { action: "sessions.end", result: "allowed" });
    const [forged] = await app.inbox.next(1);
    await app.inbox.refuse(forged?.seq ?? 0, new Date());
    await app.actions.add(OWNER, { action: "sessions.end", result: "allowed" });
    const at = { createdAt: NOW, nextAt: NOW, triesUntil: NOW };
    await app.ledger.db.insert(deliveries).values({
      ...{ id: randomUUID(), appId: app.appId, kind: "webhook", event: "e", receiver: "r", stream: "s" },
      ...{ about: "a", sealed: "s", state: "parked", ...at },
    });
    const overview = await look();
    const log = await app.logs.find();
    expect(overview.log).toMatchObject({
      size: 2,
      checkpoint: { size: 2, origin: log?.origin },
      waiting: 1,
      refused: 1,
      published: [{ target: "command", at: null }],
    });
    expect(overview.parked.deliveries).toBe(1);
    expect(kinds(overview)).toEqual([
      "now log_refused 1",
      "now log_late 1",
      "soon deliveries_parked 1",
      "soon publication_failed 1",
    ]);
    expect(kinds(await look(new Date()))).not.toContain("now log_late 1");
  });
});
