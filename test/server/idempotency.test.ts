import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { failure } from "../../src/base/errors.js";
import { rows } from "../../src/ledger/database.js";
import { idempotent } from "../../src/server/http/idempotent.js";
import { protect } from "../../src/server/http/protect.js";
import { countOf, describePostgres } from "../support/ledger.js";
import { latch } from "../support/latch.js";
import { bearer, post, apiHarness } from "./api-harness.js";

const DAY_MS = 24 * 60 * 60_000;

describePostgres("Idempotency-Key", (on) => {
  /** A route that counts how often it was really called; `answer` says how it ends. */
  const setUp = async (answer: (call: number) => Promise<void> | void = () => undefined) => {
    const app = on.app();
    let calls = 0;
    const { api, token } = apiHarness(app, {
      routes: (routes) =>
        void routes.post(
          "/v1/things",
          protect({ role: "operator", action: "tokens.create" }),
          idempotent(),
          async (c) => {
            await answer((calls += 1));
            return c.json({ call: calls, b: 1, a: 2 }, 201, { Location: `/v1/things/${calls}` });
          },
        ),
    });
    const auth = bearer(await token("operator"));
    const send = (key: string | undefined, body: unknown = { thing: "canary-body" }, headers = auth) =>
      api.request(
        "/v1/things",
        post(body, { ...headers, ...(key === undefined ? {} : { "idempotency-key": key }) }),
      );
    return { app, send, token, calls: () => calls };
  };
  const codeOf = async (response: Response) => [
    response.status,
    ((await response.json()) as { code: string }).code,
  ];

  on.both("the same call is done once and answered again", async () => {
    const { send, calls, app } = await setUp();
    const first = await send("canary-key");
    const second = await send("canary-key");
    expect([first.headers.has("idempotency-replayed"), second.headers.get("idempotency-replayed")]).toEqual([
      false,
      "true",
    ]);
    expect([second.status, second.headers.get("location")]).toEqual([201, "/v1/things/1"]);
    expect(await second.json()).toEqual(await first.json());
    expect(calls()).toBe(1);
    const kept = await rows(app.ledger.db, sql`select * from scrubjay.idempotency_keys`);
    expect(JSON.stringify(kept)).not.toContain("canary");
    await send("another");
    await send(undefined);
    expect(calls()).toBe(3);
  });

  test("a key belongs to one actor and one body, and must be printable", async () => {
    const { send, calls, token } = await setUp();
    await send("k");
    expect(await codeOf(await send("k", { thing: "other" }))).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
    expect((await send("k", { thing: "other" }, bearer(await token("operator")))).status).toBe(201);
    expect(calls()).toBe(2);
    for (const key of ["", "x".repeat(201), "schlüssel"])
      expect(await codeOf(await send(key))).toEqual([400, "IDEMPOTENCY_KEY_INVALID"]);
    expect(calls()).toBe(2);
  });

  test("a twin that comes while the first is under way is told to wait", async () => {
    const [begun, resume] = [latch("the first call has begun"), latch("it may go on")];
    const { send, calls } = await setUp(async () => {
      begun.open();
      await resume.opened();
    });
    const first = send("k");
    await begun.opened();
    const twin = await send("k");
    expect(twin.headers.get("retry-after")).toBe("1");
    expect(await codeOf(twin)).toEqual([409, "IDEMPOTENCY_KEY_BUSY"]);
    resume.open();
    expect((await first).status).toBe(201);
    expect((await send("k")).headers.get("idempotency-replayed")).toBe("true");
    expect(calls()).toBe(1);
  });

  test("of many twins at once one is done", async () => {
    const { send, calls } = await setUp();
    const answers = await Promise.all(Array.from({ length: 8 }, () => send("k")));
    expect(calls()).toBe(1);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
  });

  test("a refusal is kept, an unexpected failure frees the key", async () => {
    const refused = await setUp(() => {
      throw failure("HOLD_STATE");
    });
    await refused.send("k");
    const again = await refused.send("k");
    expect(again.headers.get("content-type")).toBe("application/problem+json");
    expect(await codeOf(again)).toEqual([409, "HOLD_STATE"]);
    expect(refused.calls()).toBe(1);
    const failing = await setUp((call) => {
      if (call === 1) throw new Error("broken");
    });
    expect((await failing.send("k")).status).toBe(500);
    expect((await failing.send("k")).status).toBe(201);
  });

  on.both(
    "a process that died keeps the key for a minute, and can't answer for who took it over",
    async () => {
      const { app } = await setUp();
      const { idempotencyKeys: keys } = app;
      const call = { actor: "crm", key: "digest", bodyDigest: "body" };
      const began = new Date("2026-03-01T12:00:00.123Z");
      const after = (ms: number) => new Date(began.getTime() + ms);
      expect(await keys.claim(call, began)).toEqual({ state: "claimed", at: began });
      expect(await keys.claim(call, after(59_000))).toEqual({ state: "underWay" });
      const other = { ...call, bodyDigest: "other" };
      expect(await keys.claim(other, after(61_000))).toEqual({ state: "otherBody" });
      expect(await keys.claim(call, after(61_000))).toEqual({ state: "claimed", at: after(61_000) });
      await keys.answer(call, began, { status: 201, location: null, body: "late" });
      await keys.free(call, began);
      expect(await keys.claim(call, after(62_000))).toEqual({ state: "underWay" });
      const answer = { status: 201, location: null, body: { done: true } };
      await keys.answer(call, after(61_000), answer);
      expect(await keys.claim(call, after(9 * DAY_MS))).toEqual({ state: "answered", answer });
      await keys.purge(after(7 * DAY_MS));
      expect(await countOf(app, "idempotency_keys", `app_id = '${app.appId}'`)).toBe(0);
    },
  );
});
