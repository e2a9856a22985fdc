import { decryptPolicy, placeOfSchedule } from "../../src/erasure/encrypted-policy.js";
import { expect, onTestFinished, test, vi } from "vitest";
import type { JobContext } from "../../src/service/context.js";
import { fireDue } from "../../src/service/schedule/fire.js";
import { reconcile } from "../../src/service/reconcile.js";
import { schedule } from "../../jobs/schedule.js";
import { maintainSchedules } from "../../src/service/schedule/maintain.js";
import { settleSlots } from "../../src/service/schedule/settle.js";
import { syncSchedules } from "../../src/service/schedule/sync.js";
import { openServerLedger } from "../../src/ledger/open.js";
import type { WebhookMessage } from "../../src/outbound/outbox.js";
import { schedulesOf, type ScheduledPolicy } from "../../src/policy/policy-set.js";
import { parsePolicy } from "../../src/policy/parse.js";
import { newSchedule } from "../../src/schedules/new-schedule.js";
import { runSchedule } from "../../src/service/schedule/run.js";
import { startScheduleLoop } from "../../src/wiring/schedule-loop.js";
import { testUser } from "../erasure/erasure-harness.js";
import { describePostgres, MASTER_KEY, type TestLedger } from "../support/ledger.js";
import { until } from "../support/until.js";
import { appHarness, type AppHarness } from "./app-harness.js";

const people = (n: number) => Array.from({ length: n }, (_, i) => testUser(`user ${i}`));
const APPROVER = { name: "ann", role: "approver" } as const;

/** The schedules of a policy file. */
function file(schedules: string, rest = "limits: { maxUsers: 100, maxShare: 100% }"): ScheduledPolicy[] {
  const text = `version: 1\nselect: { all: true }\n${rest}\nschedules:\n${schedules}`;
  return schedulesOf(new Map([["nightly.yaml", parsePolicy(text, "nightly.yaml")]]));
}

const daily = (more = "", name = "nightly") =>
  `  - { name: ${name}, cron: "30 2 * * *", timeZone: Europe/Berlin${more} }\n`;

interface ScheduleHarness {
  harness: AppHarness;
  context: JobContext;
  /** What other systems were told. */
  sent: WebhookMessage[];
  set: (now: string) => void;
  sync: (schedules: ScheduledPolicy[]) => Promise<void>;
  add: (schedules: ScheduledPolicy[]) => Promise<void>;
  /** `<slot> <state> <code>` of a schedule's times, oldest first. */
  slots: (name?: string) => Promise<string[]>;
  runs: () => Promise<number>;
}

async function scheduleHarness(
  on: TestLedger,
  now: string,
  options: { users?: number; settings?: Record<string, string> } = {},
): Promise<ScheduleHarness> {
  let at = new Date(now);
  const harness = await appHarness(on, { people: people(options.users ?? 3), clock: () => at, ...options });
  const sent: WebhookMessage[] = [];
  const context: JobContext = {
    ...harness.context,
    outbox: { ...harness.context.outbox, webhook: async (_, message) => void sent.push(message) },
  };
  const ids = new Map<string, number>();
  return {
    harness,
    context,
    sent,
    set: (later) => void (at = new Date(later)),
    async sync(schedules) {
      await syncSchedules({ schedules: () => schedules }, context);
      for (const { name, id } of await context.schedules.list()) ids.set(name, id);
    },
    async add(schedules) {
      for (const schedule of schedules) {
        const made = await context.schedules.add(newSchedule(schedule, schedule, context), "ann", at);
        ids.set(made.name, made.id);
      }
    },
    async slots(name = "nightly") {
      const found = await context.schedules.slots.latest(ids.get(name) ?? 0, 100);
      return found
        .reverse()
        .map(({ slot, state, code }) =>
          [slot.toISOString().slice(0, 16), state, code].filter(Boolean).join(" "),
        );
    },
    runs: async () => (await context.runs.latest(100)).length,
  };
}

describePostgres("a schedule", (on) => {
  test("runs once on the days when clocks are turned, in two processes that look at the same moments", async () => {
    const { harness, context, set, sync, slots, runs } = await scheduleHarness(on, "2026-03-28T12:00:00Z", {
      users: 0,
    });
    const ledger = on.url ? await openServerLedger(on.url, MASTER_KEY) : on.ledger;
    if (on.url) onTestFinished(() => ledger.close());
    const other = harness.contextOn(ledger);
    await sync(file(daily()));
    for (const [from, to] of [
      ["2026-03-29T00:00:00Z", "2026-03-29T04:00:00Z"],
      ["2026-10-25T00:00:00Z", "2026-10-25T04:00:00Z"],
    ] as const) {
      set(from);
      for (let now = Date.parse(from); now <= Date.parse(to); now += 30 * 60_000) {
        set(new Date(now).toISOString());
        await Promise.all([fireDue(context), fireDue(other)]);
        for (const run of await context.runs.active()) await context.runs.failPlan(run.id, "TEST");
      }
    }
    // The last time of the summer was made up for at midnight.
    expect((await slots()).map((slot) => slot.slice(0, 16))).toEqual([
      "2026-03-29T01:30",
      "2026-10-24T00:30",
      "2026-10-25T00:30",
    ]);
    expect(await runs()).toBe(3);
  });

  test("that applies by itself scrubs everybody within its limits, and tells how it ended", async () => {
    const { harness, context, set, sync, slots, sent } = await scheduleHarness(on, "2026-05-01T12:00:00Z");
    await sync(file(daily(", approval: automatic")));
    harness.startWorkers(context);
    set("2026-05-02T00:30:00Z");
    await context.queues.add(schedule, [{ schedule: 1 }]);
    const { runId } = await until(
      "its alarm began it",
      async () => (await context.schedules.slots.underway())[0],
    );
    const run = await harness.reach(runId ?? 0, "done");
    expect(run).toMatchObject({ kind: "sweep", createdBy: "schedule", autoApply: true });
    await Promise.all([settleSlots(context), settleSlots(context)]);
    expect(await slots()).toEqual(["2026-05-02T00:30 done"]);
    expect(sent).toEqual([
      {
        type: "schedule.done",
        about: "schedule:nightly",
        data: {
          schedule: "nightly",
          slot: "2026-05-02T00:30:00.000Z",
          trigger: "cron",
          state: "done",
          code: null,
          run: runId,
          watch: null,
        },
      },
    ]);
    expect((await harness.sandbox.journal()).length).toBe(3);
  });

  test("that waits tells so, and has failed when nobody approved its plan in time", async () => {
    const { harness, context, set, sync, slots, sent } = await scheduleHarness(on, "2026-05-01T12:00:00Z");
    await sync(file(daily()));
    harness.startWorkers(context);
    set("2026-05-02T00:30:00Z");
    await fireDue(context);
    const [{ runId } = { runId: null }] = await context.schedules.slots.underway();
    await harness.reach(runId ?? 0, "planned");
    await settleSlots(context);
    expect(await slots()).toEqual(["2026-05-02T00:30 waiting"]);
    await context.schedules.sync([], context.clock());
    set("2026-05-03T01:00:00Z");
    await reconcile(context);
    expect(await slots()).toEqual(["2026-05-02T00:30 failed PLAN_TOO_OLD"]);
    expect(sent.map(({ type, data }) => [type, data["code"]])).toEqual([
      ["schedule.waiting", null],
      ["schedule.failed", "PLAN_TOO_OLD"],
    ]);
    expect(await harness.sandbox.journal()).toEqual([]);
  });

  test("whose plan breaks a limit was braked", async () => {
    const { harness, context, set, sync, slots, sent } = await scheduleHarness(on, "2026-05-01T12:00:00Z");
    await sync(file(daily(", approval: automatic"), "limits: { maxUsers: 2, maxShare: 100% }"));
    harness.startWorkers(context);
    set("2026-05-02T00:30:00Z");
    await fireDue(context);
    await until("the slot has ended", async () => {
      await settleSlots(context);
      return (await slots())[0] === "2026-05-02T00:30 braked max_users";
    });
    expect(sent.map(({ type }) => type)).toEqual(["schedule.braked"]);
  });

  test("makes up once for the times that were missed, and never again for a clock that was set back", async () => {
    const { context, set, sync, slots, runs } = await scheduleHarness(on, "2026-05-01T12:00:00Z", {
      users: 0,
    });
    await sync(file(daily()));
    set("2026-05-09T10:00:00Z");
    await reconcile(context);
    expect(await slots()).toEqual([]);
    const end = startScheduleLoop(context);
    await until("the service has begun it", async () => (await slots())[0]?.endsWith("running"));
    await end();
    for (const now of ["2026-05-08T00:30:00Z", "2026-05-09T00:30:00Z", "2026-05-09T12:00:00Z"]) {
      set(now);
      await sync(file(daily()));
      await fireDue(context);
    }
    expect(await slots()).toEqual(["2026-05-09T00:30 running"]);
    expect(await runs()).toBe(1);
  });

  test("waits while another sweep is active, gives way to its own next time, and then begins", async () => {
    const { harness, context, set, sync, slots, runs } = await scheduleHarness(on, "2026-05-01T12:00:00Z", {
      users: 0,
    });
    await sync(file(daily() + daily("", "second")));
    const active = await harness.plan();
    for (const day of ["02", "03"]) {
      set(`2026-05-${day}T00:30:00Z`);
      await fireDue(context);
    }
    expect(await slots()).toEqual(["2026-05-02T00:30 superseded", "2026-05-03T00:30 due"]);
    await context.runs.failPlan(active, "TEST");
    set("2026-05-03T01:00:00Z");
    await maintainSchedules(context);
    expect([...(await slots()), ...(await slots("second"))].sort()).toEqual([
      "2026-05-02T00:30 superseded",
      "2026-05-02T00:30 superseded",
      "2026-05-03T00:30 due",
      "2026-05-03T00:30 running",
    ]);
    expect(await runs()).toBe(2);
  });

  test("neither loses nor doubles a time when its process is killed between opening and beginning it", async () => {
    const { context, set, sync, slots, runs } = await scheduleHarness(on, "2026-05-01T12:00:00Z", {
      users: 0,
    });
    await sync(file(daily()));
    set("2026-05-02T00:30:00Z");
    // Killed right after it was opened.
    const nightly = await context.schedules.byName("nightly");
    expect(await context.schedules.openSlot(nightly, context.clock())).toBe(true);
    // Killed after the run was made, before that was committed.
    vi.spyOn(context.schedules.slots, "begin").mockRejectedValueOnce(new TypeError("killed"));
    await expect(fireDue(context)).rejects.toThrow("killed");
    expect([await slots(), await runs()]).toEqual([["2026-05-02T00:30 due"], 0]);
    const seen = await context.schedules.slots.due();
    await Promise.all([fireDue(context), fireDue(context)]);
    // A process that saw it due, and stood still until the run had ended.
    for (const { id } of await context.runs.active()) await context.runs.failPlan(id, "TEST");
    vi.spyOn(context.schedules.slots, "due").mockResolvedValueOnce(seen);
    await fireDue(context);
    expect([await slots(), await runs()]).toEqual([["2026-05-02T00:30 running"], 1]);
  });

  on.both(
    "that leaves its file lets its run end, drops what was due, and comes back with times from then on",
    async () => {
      const { context, set, sync, slots, runs } = await scheduleHarness(on, "2026-05-01T12:00:00Z", {
        users: 0,
      });
      await sync(file(daily() + daily("", "second")));
      set("2026-05-02T00:30:00Z");
      await fireDue(context);
      const [begun] = await context.schedules.slots.underway();
      await sync([]);
      expect([...(await slots()), ...(await slots("second"))].sort()).toEqual([
        "2026-05-02T00:30 running",
        "2026-05-02T00:30 superseded SCHEDULE_REMOVED",
      ]);
      expect((await context.runs.get(begun?.runId ?? 0)).state).toBe("planning");
      await context.runs.failPlan(begun?.runId ?? 0, "TEST");
      set("2026-05-03T12:00:00Z");
      await reconcile(context);
      await maintainSchedules(context);
      expect((await context.schedules.slots.underway()).length).toBe(0);
      await sync(file(daily()));
      await fireDue(context);
      expect(await slots()).toEqual([]);
      expect(await runs()).toBe(1);
    },
  );

  on.both(
    "keeps what persons made, takes over a name from a file, and counts another cron from now on",
    async () => {
      const { context, set, sync, add } = await scheduleHarness(on, "2026-05-01T12:00:00Z", { users: 0 });
      await add([...file(daily("", "mine")), ...file(daily())]);
      await expect(add(file(daily()))).rejects.toMatchObject({ code: "SCHEDULE_NAME_TAKEN" });
      set("2026-05-02T12:00:00Z");
      await sync(file(daily(", approval: automatic")));
      const both = await context.schedules.list();
      expect(
        both.map(({ name, source, approval, after }) => [name, source, approval, after.getUTCDate()]),
      ).toEqual([
        ["mine", "api", "wait", 1],
        ["nightly", "file", "automatic", 1],
      ]);
      await expect(context.schedules.remove("nightly", context.clock())).rejects.toMatchObject({
        code: "SCHEDULE_FROM_FILE",
      });
      const before = both.find(({ name }) => name === "nightly");
      await sync(
        file(
          '  - { name: nightly, cron: "0 3 * * *", timeZone: Europe/Berlin }\n',
          "exclude: { ids: [ada] }",
        ),
      );
      const changed = await context.schedules.byName("nightly");
      expect(changed).toMatchObject({ id: before?.id, cron: "0 3 * * *", after: context.clock() });
      expect(changed.policyDigest).not.toBe(before?.policyDigest);
      expect(
        JSON.stringify(decryptPolicy(changed.policy, placeOfSchedule(changed), context.encryption)),
      ).not.toContain("ada");
      await sync([]);
      expect((await context.schedules.list()).map(({ name }) => name)).toEqual(["mine"]);
    },
  );

  test("can be begun by hand, beside its own times; under four eyes its plan waits for somebody else", async () => {
    const { context, set, sync, slots } = await scheduleHarness(on, "2026-05-01T12:00:00Z", {
      users: 0,
      settings: { SCRUBJAY_FOUR_EYES: "true" },
    });
    await sync(file(daily(", approval: automatic")));
    set("2026-05-01T13:00:00Z");
    const slot = await runSchedule("nightly", APPROVER, context);
    expect(slot).toMatchObject({ trigger: "person", startedBy: "ann", state: "running" });
    const run = await context.runs.get(slot.runId ?? 0);
    expect(run).toMatchObject({ autoApply: false, createdBy: "ann" });
    expect(await slots()).toEqual(["2026-05-01T13:00 running"]);
    expect((await context.schedules.byName("nightly")).after).toEqual(new Date("2026-05-01T12:00:00Z"));
    await expect(runSchedule("weekly", APPROVER, context)).rejects.toMatchObject({
      code: "SCHEDULE_NOT_FOUND",
    });
  });

  on.both("of kind watch begins a watch and ends with it", async () => {
    const { harness, context, set, sync, slots, sent } = await scheduleHarness(on, "2026-05-01T12:00:00Z");
    await sync(file(daily(", kind: watch")));
    set("2026-05-02T00:30:00Z");
    await Promise.all([fireDue(context), fireDue(context)]);
    const [slot] = await context.schedules.slots.underway();
    expect(await context.watches.get(slot?.watchId ?? 0)).toMatchObject({
      mode: "watch",
      onComeback: "policy",
      createdBy: "schedule",
      autoApply: false,
    });
    harness.startWorkers(context);
    await until("the watch has ended", async () => {
      await settleSlots(context);
      return (await slots())[0] === "2026-05-02T00:30 done";
    });
    expect(sent.map(({ type }) => type)).toEqual(["schedule.done"]);
  });

  test("has an alarm that comes back after Redis was wiped, changes with it, and goes with it", async () => {
    const { harness, context, set, sync, slots } = await scheduleHarness(on, "2026-05-01T12:00:00Z", {
      users: 0,
    });
    const queue = context.queues.get("control");
    const alarms = async () =>
      (await queue.getJobSchedulers()).map(({ key, pattern, tz }) => `${key} ${pattern} ${tz}`);
    await sync(file(daily()));
    await maintainSchedules(context);
    const { id } = await context.schedules.byName("nightly");
    expect(await alarms()).toEqual([`schedule-${id} 30 2 * * * Europe/Berlin`]);
    await harness.wipeRedis();
    expect(await alarms()).toEqual([]);
    set("2026-05-02T01:00:00Z");
    await maintainSchedules(context);
    expect(await slots()).toEqual(["2026-05-02T00:30 running"]);
    expect(await alarms()).toHaveLength(1);
    await sync(file('  - { name: nightly, cron: "0 3 * * *", timeZone: UTC }\n'));
    await maintainSchedules(context);
    expect(await alarms()).toEqual([`schedule-${id} 0 3 * * * UTC`]);
    await sync([]);
    await maintainSchedules(context);
    expect(await alarms()).toEqual([]);
    expect((await queue.getDelayed()).filter(({ name }) => name === "schedule")).toEqual([]);
  });
});
