import { expect, test } from "vitest";
import type { HoldView } from "../../src/contracts/holds.js";
import type { Problem } from "../../src/contracts/problem.js";
import type { RequestView } from "../../src/contracts/requests.js";
import { testUser } from "../erasure/erasure-harness.js";
import { appHarness, type AppHarnessOptions } from "../jobs/app-harness.js";
import { countOf, describePostgres } from "../support/ledger.js";
import { until } from "../support/until.js";
import { apiCaller } from "./api-caller.js";

const UNKNOWN = "00000000-0000-4000-8000-000000000000";
const claim = { ground: "e", owner: "Legal department" };

interface Page {
  holds: HoldView[];
  next: string | null;
}

describePostgres("legal holds over HTTP", (on) => {
  const open = async (options?: AppHarnessOptions) => {
    const harness = await appHarness(on, options);
    return { harness, call: apiCaller(harness) };
  };

  test("one is put on a person and told by pseudonym only", async () => {
    const { harness, call } = await open({ clock: () => new Date("2026-03-01T00:00:00Z") });
    const added = await call<HoldView>("POST /v1/holds", {
      json: { userId: "canary", ...claim, reason: "Case 12 O 345", endsAt: "2027-01-01T00:00:00+01:00" },
    });
    expect(added.status, added.text).toBe(201);
    expect(added.headers.get("location")).toBe(`/v1/holds/${added.body.id}`);
    expect(added.body).toEqual({
      id: added.body.id,
      subject: harness.app.pseudonyms.subject("canary"),
      ...claim,
      reason: "Case 12 O 345",
      endsAt: "2026-12-31T23:00:00.000Z",
      standing: true,
      createdAt: "2026-03-01T00:00:00.000Z",
      createdBy: "operator",
      liftedAt: null,
      liftedBy: null,
      identity: "asking",
      confirmedAt: null,
      confirmedBy: null,
    });
    const got = await call<HoldView>(`GET /v1/holds/${added.body.id}`, { as: "viewer" });
    expect(got.body).toEqual(added.body);
    const found = await call("POST /v1/holds/lookup", { as: "viewer", json: { userId: "canary" } });
    expect(found.body).toEqual({ subject: added.body.subject, held: true, holds: [added.body] });
    const nobody = await call("POST /v1/holds/lookup", { as: "viewer", json: { userId: "somebody" } });
    expect(nobody.body).toMatchObject({ held: false, holds: [] });
    expect([added.text, got.text, found.text].join()).not.toContain("canary");
  });

  test("it is looked up afterwards whether TalkJS knows the person; it holds in any case", async () => {
    const { harness, call } = await open({ people: [testUser("a")] });
    const { body: known } = await call<HoldView>("POST /v1/holds", { json: { userId: "a", ...claim } });
    const { body: typo } = await call<HoldView>("POST /v1/holds", { json: { userId: "a ", ...claim } });
    const kept = `app_id = '${harness.app.appId}' and sealed is not null`;
    expect(await countOf(harness.app, "holds", kept)).toBe(2);
    harness.startWorkers();
    const reach = (id: string, identity: HoldView["identity"]) =>
      until(`it is ${identity}`, async () => {
        const { body } = await call<HoldView>(`GET /v1/holds/${id}`);
        return body.identity === identity && body;
      });
    await reach(known.id, "known");
    expect(await reach(typo.id, "unknown")).toMatchObject({ standing: true });
    expect(await countOf(harness.app, "holds", kept)).toBe(0);
    const needs = async () => {
      const { body } = await call<{ needs: { kind: string }[] }>("GET /v1/overview");
      return body.needs.filter(({ kind }) => kind === "hold_unknown");
    };
    expect(await needs()).toEqual([{ kind: "hold_unknown", level: "now", count: 1, id: typo.id }]);
    const confirm = (id: string, as: "viewer" | "operator" = "operator") =>
      call<HoldView>(`POST /v1/holds/${id}/confirm`, { as });
    expect(await confirm(typo.id, "viewer")).toMatchObject({ status: 403 });
    expect(await confirm(known.id)).toMatchObject({ status: 409, body: { code: "HOLD_STATE" } });
    expect(await confirm(typo.id)).toMatchObject({
      status: 200,
      body: { identity: "confirmed", confirmedBy: "operator", standing: true },
    });
    expect(await confirm(typo.id)).toMatchObject({ status: 409 });
    expect(await needs()).toEqual([]);
  });

  test("whoever waits has it looked up at once, and one that was lifted isn't", async () => {
    const { harness, call } = await open({ people: [testUser("a")] });
    const ids: string[] = [];
    for (const userId of ["a", "b", "c"])
      ids.push((await call<HoldView>("POST /v1/holds", { json: { userId, ...claim } })).body.id);
    await call(`POST /v1/holds/${ids[2]}/lift`);
    expect(await countOf(harness.app, "holds", `id = '${ids[2]}' and sealed is null`)).toBe(1);
    const { status, body } = await call<{ holds: HoldView[] }>("POST /v1/holds/identify", { json: { ids } });
    expect([status, ...body.holds.map(({ identity }) => identity)]).toEqual([
      200,
      "known",
      "unknown",
      "asking",
    ]);
    const nobody = await call("POST /v1/holds/identify", { json: { ids: [UNKNOWN] } });
    expect(nobody).toMatchObject({ status: 404, body: { code: "HOLD_NOT_FOUND" } });
  });

  test("several are put on people at once, with a result for each, and none twice", async () => {
    const { harness, call } = await open({ people: ["a", "b", "c"].map((id) => testUser(id)) });
    type Several = { results: { result: string; hold: HoldView | null }[] };
    const add = async (userIds: string[], more: object = {}) => {
      const { body, text } = await call<Several>("POST /v1/holds/several", {
        json: { userIds, ...claim, ...more },
      });
      expect(text).not.toContain("canary");
      return body.results.map(({ result, hold }) => [result, hold?.standing ?? null]);
    };
    const held = ["held", true];
    expect(await add(["a", "canary".repeat(50), "b", "a", ".."])).toEqual([
      held,
      ["refused", null],
      held,
      ["already_held", true],
      ["refused", null],
    ]);
    expect(await add(["a", "c"])).toEqual([["already_held", true], held]);
    expect(await add(["a"], { reason: "Case 12" })).toEqual([held]);
    expect(await countOf(harness.app, "holds", `app_id = '${harness.app.appId}'`)).toBe(4);
    const over = await call<Problem>("POST /v1/holds/several", {
      json: { userIds: ["d"], ...claim, endsAt: "2020-01-01T00:00:00Z" },
    });
    expect(over).toMatchObject({ status: 422, body: { code: "INVALID" } });
    for (const userIds of [[], Array.from({ length: 1_001 }, () => "d"), ["d", 7], [""]])
      expect(await call("POST /v1/holds/several", { json: { userIds, ...claim } })).toMatchObject({
        status: 422,
      });
    expect(await countOf(harness.app, "holds", `app_id = '${harness.app.appId}'`)).toBe(4);
  });

  test("a request about a held person waits, and goes on when the hold is lifted", async () => {
    const { harness, call } = await open({ people: [testUser("a")] });
    harness.startWorkers();
    const { body: hold } = await call<HoldView>("POST /v1/holds", { json: { userId: "a", ...claim } });
    const { body: request } = await call<RequestView>("POST /v1/requests", { json: { userId: "a" } });
    const reach = (state: string) =>
      until(`it is ${state}`, async () => {
        const { body } = await call<RequestView>(`GET /v1/requests/${request.id}`);
        return body.state === state && body;
      });
    expect(await reach("held")).toMatchObject({
      code: "hold_17_3_e",
      subjects: [{ outcome: "excluded", reason: "hold_17_3_e" }],
    });
    expect(await harness.sandbox.journal()).toEqual([]);
    expect(await call(`POST /v1/holds/${hold.id}/lift`)).toMatchObject({
      status: 200,
      body: { standing: false, liftedBy: "operator" },
    });
    await reach("completed");
    expect((await harness.sandbox.users()).get("a")?.email).toBeNull();
    expect(await call(`POST /v1/holds/${hold.id}/lift`)).toMatchObject({
      status: 409,
      body: { code: "HOLD_STATE" },
    });
  });

  on.both(
    "every one is listed once, newest first; lifted and ended ones only when all are asked for",
    async () => {
      let now = new Date("2026-03-01T00:00:00Z");
      const { call } = await open({ clock: () => now });
      const add = async (json: object = {}) =>
        (await call<HoldView>("POST /v1/holds", { json: { userId: "a", ...claim, ...json } })).body.id;
      const standing = [await add(), await add(), await add({ endsAt: "2026-06-01T00:00:00Z" })];
      const [ended, lifted] = [await add({ endsAt: "2026-04-01T00:00:00Z" }), await add()];
      await call(`POST /v1/holds/${lifted}/lift`);
      now = new Date("2026-05-01T00:00:00Z");
      const all = async (query: string) => {
        const ids: string[] = [];
        for (let cursor: string | null = ""; cursor !== null;) {
          const after: string = cursor && `&cursor=${cursor}`;
          const { body } = await call<Page>(`GET /v1/holds?limit=2${query}${after}`, { as: "viewer" });
          ids.push(...body.holds.map(({ id }) => id));
          cursor = body.next;
        }
        return ids.sort();
      };
      expect(await all("")).toEqual([...standing, ended, lifted].sort());
      expect(await all("&standing=false")).toEqual([...standing, ended, lifted].sort());
      expect(await all("&standing=true")).toEqual([...standing].sort());
      for (const bad of ["standing=yes", "cursor=canary", "limit=0", "userId=a"])
        expect(await call(`GET /v1/holds?${bad}`), bad).toMatchObject({ status: 422 });
    },
  );

  test("a viewer can neither add nor lift one", async () => {
    const { harness, call } = await open();
    const { body } = await call<HoldView>("POST /v1/holds", { json: { userId: "a", ...claim } });
    const json = { userId: "b", ...claim };
    expect(await call("POST /v1/holds", { as: "viewer", json })).toMatchObject({ status: 403 });
    expect(await call(`POST /v1/holds/${body.id}/lift`, { as: "viewer" })).toMatchObject({ status: 403 });
    expect(await countOf(harness.app, "holds", `app_id = '${harness.app.appId}' and lifted_at is null`)).toBe(
      1,
    );
  });

  test("what can't be meant is refused, and nothing comes back or is kept", async () => {
    const { harness, call } = await open();
    const bad: [object, string][] = [
      [{ ...claim }, "userId"],
      [{ userId: "", ...claim }, "userId"],
      [{ userId: "canary", owner: "Legal" }, "ground"],
      [{ userId: "canary", ground: "f", owner: "Legal" }, "ground"],
      [{ userId: "canary", ground: "e" }, "owner"],
      [{ userId: "canary", ground: "e", owner: "canary@example.com" }, "owner"],
      [{ userId: "canary", ground: "e", owner: " " }, "owner"],
      [{ userId: "canary", ...claim, reason: "ring 0049 30 901820" }, "reason"],
      [{ userId: "canary", ...claim, endsAt: "2020-01-01T00:00:00Z" }, "endsAt"],
      [{ userId: "canary", ...claim, endsAt: "tomorrow" }, "endsAt"],
    ];
    for (const [json, path] of bad) {
      const { status, body, text } = await call<Problem>("POST /v1/holds", { json });
      expect(status, `${path}: ${text}`).toBe(422);
      expect(body.errors?.map((error) => error.path) ?? [], text).toContain(path);
      expect(text).not.toContain("canary");
    }
    expect(await countOf(harness.app, "holds", `app_id = '${harness.app.appId}'`)).toBe(0);
  });

  test("an unknown one is not found, nor is another app's", async () => {
    const { call } = await open();
    const { call: elsewhere } = await open();
    const { body } = await elsewhere<HoldView>("POST /v1/holds", { json: { userId: "a", ...claim } });
    for (const id of [UNKNOWN, body.id])
      for (const what of [`GET /v1/holds/${id}`, `POST /v1/holds/${id}/lift`] as const)
        expect(await call(what), what).toMatchObject({ status: 404, body: { code: "HOLD_NOT_FOUND" } });
  });
});
