import { expect, test } from "vitest";
import type { Role } from "../../src/model/roles.js";
import type { RunProgress, RunView } from "../../src/contracts/runs.js";
import { appHarness } from "../jobs/app-harness.js";
import { describePostgres } from "../support/ledger.js";
import { until } from "../support/until.js";
import { actionsOf, bearer, post, apiHarness } from "./api-harness.js";

const ALL = { version: 1, select: { all: true }, limits: { maxUsers: 1000, maxShare: "100%" } };
const ndjson = (...lines: unknown[]): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/x-ndjson" },
  body: lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""),
});

describePostgres("the API of runs", (on) => {
  const setUp = async (settings: Record<string, string> = {}) => {
    const harness = await appHarness(on, { users: 30, settings });
    const { api, token } = apiHarness(harness.app, { settings, context: harness.context });
    const tokens = new Map<string, string>();
    const call = async <T = Record<string, unknown>>(who: Role, path: string, init: RequestInit = {}) => {
      const auth = tokens.get(who) ?? (await token(who));
      tokens.set(who, auth);
      const answer = await api.request(path, { ...init, headers: { ...init.headers, ...bearer(auth) } });
      return { status: answer.status, body: (await answer.json()) as T & { code?: string } };
    };
    const reached = (run: number, state: string) =>
      until(`run ${run} is ${state}`, async () => {
        const { body } = await call<RunProgress>("viewer", `/v1/runs/${run}/progress`);
        return body.state === state && body;
      });
    return { ...harness, call, reached };
  };

  on.both("plans, approves and shows a run, each step by whoever may take it", async () => {
    const { call, reached, startWorkers, app, sandbox } = await setUp();
    startWorkers();
    const order = { policy: ALL, kind: "sweep" };
    expect((await call("viewer", "/v1/runs", post(order))).body.code).toBe("ROLE");
    expect((await call("operator", "/v1/runs", post({ ...order, apply: true }))).status).toBe(403);
    const planned = await call<RunView>("operator", "/v1/runs", post(order));
    expect(planned).toMatchObject({ status: 201, body: { kind: "sweep", approvedBy: null } });
    const { run } = planned.body;
    await reached(run, "planned");
    expect((await call("operator", `/v1/runs/${run}/approve`, post({}))).status).toBe(403);
    const approved = await call<RunView>("approver", `/v1/runs/${run}/approve`, post({}));
    expect(approved.body.approvedBy).toMatch(/^approver/);
    await reached(run, "done");
    expect((await call("approver", `/v1/runs/${run}/approve`, post({}))).status).toBe(409);
    const { body } = await call<RunView>("viewer", `/v1/runs/${run}`);
    expect(body.progress.scrubbed).toBe(body.plan.toScrub);
    expect((await sandbox.journal()).length).toBeGreaterThan(0);
    expect((await call("viewer", "/v1/runs/99999")).body.code).toBe("RUN_NOT_FOUND");
    expect((await actionsOf(app)).map((line) => line.replace(/-\d+/, ""))).toEqual([
      "viewer viewer runs.create denied ROLE",
      "operator operator runs.create allowed",
      "operator operator runs.create refused ROLE",
      "operator operator runs.create allowed",
      "service owner run.created done",
      "operator operator runs.approve denied ROLE",
      "approver approver runs.approve allowed",
      "service owner run.approved done",
      "approver approver runs.approve allowed",
      "approver approver runs.approve refused RUN_STATE",
    ]);
  });

  test("with four eyes, whoever planned a run can't approve it, and no sweep approves itself", async () => {
    const { call, reached, startWorkers, app } = await setUp({ SCRUBJAY_FOUR_EYES: "true" });
    startWorkers();
    const order = { policy: ALL, kind: "sweep" };
    const both = await call("approver", "/v1/runs", post({ ...order, apply: true }));
    expect(both).toMatchObject({ status: 403, body: { code: "FOUR_EYES" } });
    const { run } = (await call<RunView>("approver", "/v1/runs", post(order))).body;
    await reached(run, "planned");
    const own = await call("approver", `/v1/runs/${run}/approve`, post({}));
    expect(own).toMatchObject({ status: 403, body: { code: "FOUR_EYES" } });
    expect((await app.runs.get(run)).state).toBe("planned");
  });

  test("takes a list of any length as NDJSON, all of it or nothing", async () => {
    const { call, app, reached, startWorkers, sandbox } = await setUp();
    const head = { policy: ALL, kind: "erasure", apply: true };
    const people = [...(await sandbox.users()).keys()].slice(0, 3);
    const secret = "ada@example.test";
    for (const lines of [
      [],
      [head],
      [head, secret, "{not json"],
      [head, JSON.stringify(secret), { id: secret }],
      [head, JSON.stringify("")],
      [{ ...head, userIds: [secret] }, JSON.stringify(secret)],
      [{ ...head, policy: { version: 1, [secret]: 1 } }, JSON.stringify(secret)],
      ["{", JSON.stringify(secret)],
    ]) {
      const refused = await call("operator", "/v1/runs", ndjson(...lines));
      expect([400, 422]).toContain(refused.status);
      expect(JSON.stringify(refused.body)).not.toContain("ada");
    }
    expect(await app.runs.latest(10)).toEqual([]);
    startWorkers();
    const made = await call<RunView>(
      "operator",
      "/v1/runs",
      ndjson(head, ...people.map((id) => JSON.stringify(id)), JSON.stringify("nobody/at all")),
    );
    expect(made.status).toBe(201);
    await reached(made.body.run, "done");
    const { body } = await call<RunView>("viewer", `/v1/runs/${made.body.run}`);
    expect(body.plan).toMatchObject({ selected: 4, notFound: 1 });
  });

  test("refuses orders that aren't any", async () => {
    const { call, app } = await setUp();
    for (const [order, path] of [
      [{ kind: "sweep" }, "policy"],
      [{ policy: "no such", kind: "sweep" }, "policy"],
      [{ policy: { version: 3 }, kind: "sweep" }, "policy.version"],
      [{ policy: ALL, kind: "watch" }, "kind"],
      [{ policy: ALL, kind: "erasure" }, "userIds"],
      [{ policy: { ...ALL, select: { ids: { file: "ids.txt" } } }, kind: "sweep" }, "userIds"],
      [{ policy: ALL, kind: "sweep", userIds: [] }, "userIds"],
    ] as const) {
      const refused = await call<{ errors: { path: string }[] }>("approver", "/v1/runs", post(order));
      expect(refused.status).toBe(422);
      expect(refused.body.errors.map((error) => error.path)).toContain(path);
    }
    const text = { method: "POST", headers: { "content-type": "text/plain" }, body: "x" };
    expect((await call("operator", "/v1/runs", text)).status).toBe(415);
    expect(await app.runs.latest(10)).toEqual([]);
  });

  test("pauses a run that is being planned or applied, resumes it, and gives one up", async () => {
    const { call, reached, startWorkers, plan } = await setUp();
    const run = await plan();
    const paused = await call<RunView>("operator", `/v1/runs/${run}/pause`, post({}));
    expect(paused.body).toMatchObject({ state: "plan_failed", code: "PAUSED" });
    expect((await call("operator", `/v1/runs/${run}/pause`, post({}))).status).toBe(200);
    const resumed = await call<RunView>("operator", `/v1/runs/${run}/resume`, post({}));
    expect(resumed.body).toMatchObject({ state: "planning", code: null });
    const workers = startWorkers();
    await reached(run, "planned");
    await workers.close(100);
    expect((await call("operator", `/v1/runs/${run}/resume`, post({}))).status).toBe(409);
    await call("approver", `/v1/runs/${run}/approve`, post({}));
    const stopped = await call<RunView>("operator", `/v1/runs/${run}/pause`, post({}));
    expect(stopped.body).toMatchObject({ state: "stopped", code: "PAUSED" });
    await call("operator", `/v1/runs/${run}/resume`, post({}));
    expect((await call<RunView>("operator", `/v1/runs/${run}/cancel`, post({}))).body.state).toBe(
      "cancelling",
    );
    startWorkers();
    await reached(run, "cancelled");
    expect((await call("operator", `/v1/runs/${run}/pause`, post({}))).status).toBe(409);
  });

  test("a call that is sent again with its key makes one run", async () => {
    const { call, app } = await setUp();
    const order = post({ policy: ALL, kind: "sweep" }, { "idempotency-key": "once" });
    const first = await call<RunView>("operator", "/v1/runs", order);
    expect((await call<RunView>("operator", "/v1/runs", order)).body).toEqual(first.body);
    expect(await app.runs.latest(10)).toHaveLength(1);
  });

  on.both("pages through the runs, newest first", async () => {
    const { call, plan } = await setUp();
    const made = [];
    for (let i = 0; i < 5; i++) made.unshift(await plan({ kind: "erasure", ids: [`u${i}`] }));
    const seen: number[] = [];
    for (let cursor = ""; ;) {
      type Page = { runs: RunView[]; next: string | null };
      const { body } = await call<Page>("viewer", `/v1/runs?limit=2${cursor}`);
      seen.push(...body.runs.map(({ run }) => run));
      if (body.next === null) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(seen).toEqual(made);
    expect((await call("viewer", "/v1/runs?cursor=x")).status).toBe(422);
  });

  on.both("tells what is recorded about one person, and nothing that was asked with", async () => {
    const { call, reached, startWorkers, sandbox, app } = await setUp();
    startWorkers();
    const [someone = ""] = (await sandbox.users()).keys();
    const order = { policy: ALL, kind: "erasure", apply: true, userIds: [someone] };
    const { run } = (await call<RunView>("operator", "/v1/runs", post(order))).body;
    await reached(run, "done");
    const found = await call("viewer", "/v1/audit/lookup", post({ userId: someone }));
    expect(found.body).toMatchObject({
      subject: app.pseudonyms.subject(someone),
      entries: [{ runId: run }],
      requests: [],
      holds: [],
    });
    expect(JSON.stringify(found.body)).not.toContain(JSON.stringify(someone));
  });
});
