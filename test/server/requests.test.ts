import { expect, test } from "vitest";
import type { RequestItem, RequestView } from "../../src/contracts/requests.js";
import { testUser } from "../erasure/erasure-harness.js";
import { appHarness, type AppHarness, type AppHarnessOptions } from "../jobs/app-harness.js";
import { countOf, describePostgres } from "../support/ledger.js";
import { until } from "../support/until.js";
import { apiCaller } from "./api-caller.js";

const DAY = 24 * 60 * 60_000;
const UNKNOWN = "00000000-0000-4000-8000-000000000000";

interface Page {
  requests: RequestItem[];
  next: string | null;
}

describePostgres("erasure requests over HTTP", (on) => {
  const open = async (options?: AppHarnessOptions) => {
    const harness = await appHarness(on, options);
    return { harness, call: apiCaller(harness) };
  };
  const made = (harness: AppHarness) => countOf(harness.app, "requests", `app_id = '${harness.app.appId}'`);

  test("one is accepted, followed to its end, and never shows whom it is about", async () => {
    const { harness, call } = await open({ people: [testUser("canary-1"), testUser("bystander")] });
    const accepted = await call<RequestView>("POST /v1/requests", {
      json: {
        userId: "canary-1",
        reason: "Ticket 4711",
        receivedAt: new Date(Date.now() - DAY).toISOString(),
      },
    });
    expect(accepted.status, accepted.text).toBe(201);
    expect(accepted.headers.get("location")).toBe(`/v1/requests/${accepted.body.id}`);
    expect(accepted.body).toMatchObject({
      state: "queued",
      regulation: "gdpr",
      protocol: "v1",
      createdBy: "operator",
      reason: "Ticket 4711",
      extended: null,
      finishedAt: null,
      subjects: [{ subject: harness.app.pseudonyms.subject("canary-1"), state: "open", outcome: null }],
      emails: [],
      joins: [],
      events: [{ state: "received" }, { state: "queued", actor: "operator" }],
    });
    expect(accepted.body.daysLeft).toBeGreaterThanOrEqual(26);
    harness.startWorkers();
    const done = await until("it is completed", async () => {
      const { body } = await call<RequestView>(`GET /v1/requests/${accepted.body.id}`, { as: "viewer" });
      return body.state === "completed" && body;
    });
    expect(done).toMatchObject({
      daysLeft: null,
      subjects: [{ state: "settled", outcome: "scrubbed", fields: ["name", "email"], remaining: [] }],
    });
    expect(done.subjects[0]?.verifiedAt).not.toBeNull();
    const { body, text } = await call<Page>("GET /v1/requests", { as: "viewer" });
    expect(body.requests).toMatchObject([
      { id: done.id, state: "completed", subjects: { total: 1, settled: 1 }, emails: { total: 0 } },
    ]);
    expect([accepted.text, text, JSON.stringify(done)].join()).not.toContain("canary");
  });

  test("a viewer can read them and nothing else, and every attempt is recorded", async () => {
    const { harness, call } = await open();
    const { body } = await call<RequestView>("POST /v1/requests", { json: { userId: "a" } });
    const calls = [
      ["POST /v1/requests", { userId: "b" }],
      [`POST /v1/requests/${body.id}/cancel`, undefined],
      [`POST /v1/requests/${body.id}/retry`, undefined],
      [`POST /v1/requests/${body.id}/extend`, { reason: "complex" }],
    ] as const;
    for (const [what, json] of calls)
      expect(await call(what, { as: "viewer", json }), what).toMatchObject({
        status: 403,
        body: { code: "ROLE" },
      });
    expect(await made(harness)).toBe(1);
    const actions = [];
    for await (const { actor, action, target, result } of harness.app.actions.all())
      actions.push([actor, action, target, result]);
    expect(actions).toEqual([
      ["operator", "requests.create", null, "allowed"],
      ["service", "request.received", body.id, "done"],
      ["viewer", "requests.create", null, "denied"],
      ["viewer", "requests.cancel", body.id, "denied"],
      ["viewer", "requests.retry", body.id, "denied"],
      ["viewer", "requests.extend", body.id, "denied"],
    ]);
  });

  test("one can be cancelled in its waiting period, and only once", async () => {
    const { harness, call } = await open({
      settings: { SCRUBJAY_WAITING_PERIOD: "1 hour" },
      people: [testUser("a")],
    });
    harness.startWorkers();
    const { body } = await call<RequestView>("POST /v1/requests", { json: { userId: "a" } });
    expect(body.state).toBe("waiting");
    expect(Date.parse(body.waitUntil ?? "") - Date.parse(body.createdAt)).toBe(60 * 60_000);
    const cancelled = await call<RequestView>(`POST /v1/requests/${body.id}/cancel`);
    expect(cancelled).toMatchObject({
      status: 200,
      body: { state: "cancelled", subjects: [{ state: "settled" }] },
    });
    expect(await call(`POST /v1/requests/${body.id}/cancel`)).toMatchObject({
      status: 409,
      body: { code: "REQUEST_STATE" },
    });
    expect(await harness.sandbox.journal()).toEqual([]);
  });

  test("its deadline can be extended once, with a reason", async () => {
    const { call } = await open({ clock: () => new Date("2026-01-31T09:00:00Z") });
    const { body } = await call<RequestView>("POST /v1/requests", { json: { userId: "a" } });
    expect(body).toMatchObject({ deadline: "2026-02-28T09:00:00.000Z", daysLeft: 28 });
    const extend = (json: object) => call<RequestView>(`POST /v1/requests/${body.id}/extend`, { json });
    expect(await extend({})).toMatchObject({ status: 422 });
    expect(await extend({ reason: "ask anna@example.com" })).toMatchObject({ status: 422 });
    expect(await extend({ reason: "Many accounts" })).toMatchObject({
      status: 200,
      body: {
        deadline: "2026-04-30T09:00:00.000Z",
        extended: { at: "2026-01-31T09:00:00.000Z", reason: "Many accounts" },
      },
    });
    expect(await extend({ reason: "Still many" })).toMatchObject({ status: 409 });
  });

  test("a failed one can be tried again; one that hasn't failed can't", async () => {
    const { harness, call } = await open({ people: [testUser("poisonous")] });
    await harness.sandbox.setFaults([{ kind: "poison", userId: "poisonous" }]);
    harness.startWorkers();
    const { body } = await call<RequestView>("POST /v1/requests", { json: { userId: "poisonous" } });
    const reach = (state: string) =>
      until(`it is ${state}`, async () => {
        const found = await call<RequestView>(`GET /v1/requests/${body.id}`);
        return found.body.state === state && found.body;
      });
    expect(await reach("failed")).toMatchObject({ code: "API_REJECTED", finishedAt: null });
    await harness.sandbox.setFaults([]);
    expect(await call(`POST /v1/requests/${body.id}/retry`)).toMatchObject({ status: 200 });
    await reach("completed");
    expect(await call(`POST /v1/requests/${body.id}/retry`)).toMatchObject({ status: 409 });
  });

  on.both("other open requests about the same person are named", async () => {
    const { call } = await open();
    const create = async (json: object) => (await call<RequestView>("POST /v1/requests", { json })).body;
    const first = await create({ userIds: ["a", "b"] });
    await create({ userId: "c" });
    const second = await create({ userId: "b" });
    expect(second.joins).toEqual([first.id]);
    await call(`POST /v1/requests/${first.id}/cancel`);
    expect((await call<RequestView>(`GET /v1/requests/${second.id}`)).body.joins).toEqual([]);
  });

  test("an unknown one is not found, nor is another app's", async () => {
    const { call } = await open();
    const { call: elsewhere } = await open();
    const { body } = await elsewhere<RequestView>("POST /v1/requests", { json: { userId: "a" } });
    for (const id of [UNKNOWN, body.id])
      for (const what of [`GET /v1/requests/${id}`, `POST /v1/requests/${id}/cancel`] as const)
        expect(await call(what), what).toMatchObject({ status: 404, body: { code: "REQUEST_NOT_FOUND" } });
    expect(await call("GET /v1/requests/canary%00")).toMatchObject({ status: 422 });
  });

  test("a call that is sent again with its key makes no second one", async () => {
    const { harness, call } = await open();
    const json = { userId: "a" };
    const headers = { "idempotency-key": "one" };
    const first = await call<RequestView>("POST /v1/requests", { json, headers });
    const again = await call<RequestView>("POST /v1/requests", { json, headers });
    expect(again).toMatchObject({ status: 201, body: { id: first.body.id } });
    const other = await call("POST /v1/requests", { json: { userId: "b" }, headers });
    expect(other).toMatchObject({ status: 422, body: { code: "IDEMPOTENCY_KEY_REUSED" } });
    expect(await made(harness)).toBe(1);
  });

  test("one whose process died before it could keep the answer is not made again", async () => {
    const { harness, call } = await open();
    const send = (userId: string) =>
      call<RequestView>("POST /v1/requests", { json: { userId }, headers: { "idempotency-key": "k-1" } });
    const first = await send("ada");
    await harness.app.ledger.db.execute(
      `update scrubjay.idempotency_keys set answer = null, created_at = now() - interval '2 minutes'
       where app_id = '${harness.app.appId}'`,
    );
    const again = await send("ada");
    expect(again.status, again.text).toBe(201);
    expect(again.body.id).toBe(first.body.id);
    expect(await made(harness)).toBe(1);
    expect((await send("bob")).body).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
  });
});
