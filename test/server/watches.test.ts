import { expect, test } from "vitest";
import { emailDigest } from "../../src/audit/pseudonyms.js";
import type { WatchItem, WatchView } from "../../src/contracts/watches.js";
import { testUser } from "../erasure/erasure-harness.js";
import { everybody, appHarness } from "../jobs/app-harness.js";
import { describePostgres } from "../support/ledger.js";
import { until } from "../support/until.js";
import { apiCaller } from "./api-caller.js";

interface Comebacks {
  pattern: Record<string, unknown>;
  comebacks: { subject: string; status: string; fields: string[] }[];
  next: string | null;
}

describePostgres("watches over HTTP", (on) => {
  const open = async (settings: Record<string, string> = {}) => {
    const people = ["ann", "ben", "eve"].map((id) => testUser(id));
    const harness = await appHarness(on, { people, settings });
    harness.startWorkers();
    await harness.reach(await harness.plan({ policy: everybody(), autoApply: true }), "done");
    for (const { id } of people) await harness.sandbox.edit(String(id), { email: ["back@example.com"] });
    return { harness, call: apiCaller(harness) };
  };

  on.both(
    "one is begun, followed to its end, and its comebacks are read page by page without anybody's ID",
    async () => {
      const { harness, call } = await open();
      const begun = await call<WatchView>("POST /v1/watches", { json: { onComeback: "report" } });
      expect(begun.status, begun.text).toBe(201);
      expect(begun.headers.get("location")).toBe(`/v1/watches/${begun.body.id}`);
      const path = `/v1/watches/${begun.body.id}` as const;
      const done = await until("it is done", async () => {
        const { body } = await call<WatchView>(`GET ${path}`, { as: "viewer" });
        return body.state === "done" && body;
      });
      expect(done).toMatchObject({ scanned: 3, cameBack: 3, createdBy: "operator", runs: [], code: null });
      expect(done.found).toMatchObject({ people: 3, emails: 0, reported: 3, scrubbed: 0 });
      const first = await call<Comebacks>("GET /v1/comebacks?limit=2", { as: "viewer" });
      expect(first.body.pattern).toMatchObject({ comebacks: 3, people: 3, fields: { email: 3 } });
      const rest = await call<Comebacks>(
        `GET /v1/comebacks?limit=2&watch=${done.id}&cursor=${first.body.next}`,
      );
      expect(rest.body.next).toBeNull();
      const all = [...first.body.comebacks, ...rest.body.comebacks];
      expect(new Set(all.map(({ subject }) => subject))).toEqual(
        new Set(["ann", "ben", "eve"].map((id) => harness.app.pseudonyms.subject(id))),
      );
      expect(first.text + rest.text).not.toMatch(/ann|ben@|example/);
      const { body } = await call<{ watches: WatchItem[] }>("GET /v1/watches?limit=1");
      expect(body.watches.map(({ id }) => id)).toEqual([done.id]);
      const cancelled = await call(`POST ${path}/cancel`);
      expect([cancelled.status, cancelled.body["code"]]).toEqual([409, "WATCH_STATE"]);
    },
  );

  test("refuses what makes no sense, what the role doesn't allow and, with four eyes, to scrub at once", async () => {
    const { call } = await open({ SCRUBJAY_FOUR_EYES: "true" });
    const refused = async (json: object, as: "viewer" | "operator" | "approver" = "approver") => {
      const { status, body } = await call("POST /v1/watches", { as, json });
      return [status, body["code"]];
    };
    expect(await refused({ apply: true })).toEqual([403, "FOUR_EYES"]);
    expect(await refused({ apply: true }, "operator")).toEqual([403, "ROLE"]);
    expect(await refused({}, "viewer")).toEqual([403, "ROLE"]);
    expect(await refused({ fromApp: "other" })).toEqual([422, "INVALID"]);
    expect(await refused({ mode: "replay", onComeback: "report" })).toEqual([422, "INVALID"]);
    expect(await refused({ mode: "replay", fromApp: "nobody" })).toEqual([409, "NOTHING_TO_REPLAY"]);
    expect((await call("GET /v1/watches/999999")).status).toBe(404);
    expect((await call("POST /v1/watches/999999/cancel")).status).toBe(404);
    expect((await call("GET /v1/comebacks?cursor=9-9-x")).status).toBe(422);
    expect((await call<{ watches: unknown[] }>("GET /v1/watches")).body.watches).toEqual([]);
  });

  on.both("the suppression list is read, asked and left, by people and by addresses", async () => {
    const { harness, call } = await open();
    const email = harness.app.pseudonyms.email(emailDigest("gone@example.com"));
    await harness.app.suppression.addEmails(harness.app.ledger.db, [email], new Date());
    const list = await call<{ suppressed: { subject: string }[]; next: string | null; count: object }>(
      "GET /v1/suppression?limit=2",
      { as: "viewer" },
    );
    expect(list.body).toMatchObject({ count: { user: 3, email: 1 }, suppressed: [{}, {}] });
    const rest = await call<typeof list.body>(`GET /v1/suppression?limit=2&cursor=${list.body.next}`);
    expect(rest.body).toMatchObject({ suppressed: [{ onDemand: false, found: true }], next: null });
    const ask = async (json: object) =>
      (await call("POST /v1/suppression/lookup", { as: "viewer", json })).body;
    expect(await ask({ userId: "ann" })).toMatchObject({ suppressed: true, entry: { kind: "user" } });
    expect(await ask({ email: " GONE@example.com" })).toMatchObject({
      suppressed: true,
      entry: { run: null },
    });
    expect(await ask({ userId: "nobody" })).toEqual({ suppressed: false, entry: null });
    const remove = async (json: object) => (await call("POST /v1/suppression/remove", { json })).body;
    expect(await remove({ userId: "ann" })).toEqual({ removed: true });
    expect(await remove({ userId: "ann" })).toEqual({ removed: false });
    expect(await remove({ email: "gone@example.com" })).toEqual({ removed: true });
    expect(await ask({ userId: "ann" })).toMatchObject({ suppressed: false });
    for (const json of [{}, { userId: "ann", email: "a@example.com" }, { userId: "" }, { user: "ann" }]) {
      expect((await call("POST /v1/suppression/remove", { json })).status).toBe(422);
    }
    const denied = await call("POST /v1/suppression/remove", { as: "viewer", json: { userId: "ben" } });
    expect(denied.status).toBe(403);
  });
});
