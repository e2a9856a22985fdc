import { expect, test } from "vitest";
import { defaultPolicy } from "../../src/policy/policy.js";
import type { ScheduleHistoryView, ScheduleView, SlotView } from "../../src/contracts/schedules.js";
import { newSchedule } from "../../src/schedules/new-schedule.js";
import { appHarness } from "../jobs/app-harness.js";
import { describePostgres } from "../support/ledger.js";
import { actionsOf, bearer, post, apiHarness } from "./api-harness.js";

const policy = { version: 1, select: { all: true }, exclude: { ids: ["ada@example.com"] } };
const nightly = { name: "nightly", cron: "30  2 * * *", timeZone: "Europe/Berlin", policy };
const CLOCK = new Date("2026-03-28T12:00:00Z");

describePostgres("the API of schedules", (on) => {
  const setUp = async (settings: Record<string, string> = {}) => {
    const harness = await appHarness(on, { settings, clock: () => CLOCK });
    const { api, token, events } = apiHarness(harness.app, { settings, context: harness.context });
    const call = async (role: "viewer" | "operator" | "approver", path: string, init: RequestInit = {}) => {
      const auth = bearer(await token(role));
      const answer = await api.request(path, { ...init, headers: { ...init.headers, ...auth } });
      const body: unknown = answer.status === 204 ? null : await answer.json();
      return { status: answer.status, body: body as Record<string, unknown> };
    };
    return { ...harness, call, events };
  };

  on.both("adds one, shows it with its next times, begins it, and removes it", async () => {
    const { call, app, context } = await setUp();
    const added = await call("operator", "/v1/schedules", post(nightly));
    expect(added.status).toBe(201);
    expect(added.body as unknown as ScheduleView).toMatchObject({
      name: "nightly",
      cron: "30 2 * * *",
      approval: "wait",
      kind: "sweep",
      source: "api",
      policy: "inline",
      last: null,
    });
    expect((added.body["next"] as string[]).slice(0, 2)).toEqual([
      "2026-03-29T01:30:00.000Z",
      "2026-03-30T00:30:00.000Z",
    ]);
    const begun = await call("operator", "/v1/schedules/nightly/run", post({}));
    expect(begun.status).toBe(202);
    expect(begun.body).toMatchObject({ trigger: "person", state: "running", watch: null });
    const slot = begun.body as unknown as SlotView;
    expect((await context.runs.get(slot.run ?? 0)).createdBy).toBe(slot.startedBy);
    const shown = await call("viewer", "/v1/schedules/nightly");
    expect((shown.body as unknown as ScheduleHistoryView).slots).toEqual([slot]);
    const listed = await call("viewer", "/v1/schedules");
    expect((listed.body["schedules"] as ScheduleView[]).map(({ name, last }) => [name, last])).toEqual([
      ["nightly", slot],
    ]);
    expect(JSON.stringify([added, shown, listed])).not.toContain("ada");
    expect((await call("operator", "/v1/schedules/nightly", { method: "DELETE" })).status).toBe(204);
    expect((await call("viewer", "/v1/schedules/nightly")).body["code"]).toBe("SCHEDULE_NOT_FOUND");
    expect((await actionsOf(app)).map((line) => line.replace(/-\d+/, ""))).toEqual([
      "operator operator schedules.add allowed",
      "operator operator schedules.run allowed",
      "service owner run.created done",
      "operator operator schedules.remove allowed",
    ]);
  });

  test("refuses what can't be a schedule, with the place and without what was sent", async () => {
    const { call, context } = await setUp();
    const refused = await call(
      "operator",
      "/v1/schedules",
      post({ ...nightly, name: "Ada!", cron: "* * * * *" }),
    );
    expect(refused.status).toBe(422);
    expect(refused.body["errors"]).toEqual([
      {
        path: "name",
        problem: "is not a name. Write lower-case letters, digits and hyphens, such as `nightly-guests`.",
      },
      {
        path: "cron",
        problem:
          "comes more often than every five minutes: at 00:00 and at 00:01. Leave at least five minutes between, such as " +
          "`*/5` for the minute.",
      },
    ]);
    for (const wrong of [
      { timeZone: "+02:00" },
      { timeZone: undefined },
      { policy: "unknown" },
      { policy: { ...policy, schedules: [] } },
      { policy: { version: 1, select: { ids: { stdin: true } } } },
      { every: "day" },
    ]) {
      const { status, body } = await call("operator", "/v1/schedules", post({ ...nightly, ...wrong }));
      expect(status).toBe(422);
      expect(JSON.stringify(body)).not.toMatch(/ada/i);
    }
    expect(await context.schedules.list()).toEqual([]);
    await call("operator", "/v1/schedules", post(nightly));
    const again = await call("operator", "/v1/schedules", post(nightly));
    expect([again.status, again.body["code"]]).toEqual([409, "SCHEDULE_NAME_TAKEN"]);
  });

  test("lets one that applies by itself be made and begun by approvers only, under four eyes by no call", async () => {
    const { call } = await setUp();
    const automatic = post({ ...nightly, approval: "automatic" });
    expect((await call("viewer", "/v1/schedules", post(nightly))).body["code"]).toBe("ROLE");
    expect((await call("operator", "/v1/schedules", automatic)).body["code"]).toBe("ROLE");
    expect((await call("approver", "/v1/schedules", automatic)).status).toBe(201);
    expect((await call("operator", "/v1/schedules/nightly/run", post({}))).body["code"]).toBe("ROLE");
    expect((await call("approver", "/v1/schedules/nightly/run", post({}))).status).toBe(202);
    const careful = await setUp({ SCRUBJAY_FOUR_EYES: "true" });
    const refused = await careful.call("approver", "/v1/schedules", automatic);
    expect([refused.status, refused.body["code"]]).toEqual([403, "FOUR_EYES"]);
    expect((await careful.call("operator", "/v1/schedules", post(nightly))).status).toBe(201);
  });

  test("leaves those of policy files to the files", async () => {
    const { call, context } = await setUp();
    const rule = {
      name: "nightly",
      cron: "0 2 * * *",
      timeZone: "UTC",
      approval: "wait",
      kind: "sweep",
    } as const;
    const made = newSchedule(rule, { policy: defaultPolicy, policyName: "default" }, context);
    await context.schedules.sync([made], CLOCK);
    const refused = await call("operator", "/v1/schedules/nightly", { method: "DELETE" });
    expect([refused.status, refused.body["code"]]).toEqual([409, "SCHEDULE_FROM_FILE"]);
    expect((await call("viewer", "/v1/schedules/nightly")).body).toMatchObject({
      source: "file",
      policy: "default",
    });
  });
});
