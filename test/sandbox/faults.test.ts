import { describe, expect, test } from "vitest";
import { start, type SandboxHarness } from "./support.js";

const cutOff: unknown = expect.stringMatching(/^(ECONNRESET|UND_ERR_SOCKET)$/);

const name = async (harness: SandboxHarness) => (await harness.call("GET", "/users/u")).json.name;

async function withUser(): Promise<SandboxHarness> {
  const harness = await start({ users: 0 });
  await harness.call("PUT", "/users/u", {
    name: "before",
    headerPhotoUrl: "https://example.com/h",
    custom: { a: "1" },
  });
  return harness;
}

describe("faults", () => {
  test("latency delays the answer, and latencies add up", async () => {
    const harness = await withUser();
    await harness.fault({ kind: "latency", ms: 60 }, { kind: "latency", ms: 60 });
    const startedAt = performance.now();
    expect((await harness.call("GET", "/users/u")).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(115);
  });

  test("status answers 5xx without applying the change, as often as told", async () => {
    const harness = await withUser();
    await harness.fault({ kind: "status", status: 503, times: 2 });
    expect((await harness.call("PUT", "/users/u", { name: "after" })).status).toBe(503);
    expect((await harness.call("GET", "/users/u")).status).toBe(503);
    expect(await name(harness)).toBe("before");
    expect((await harness.inspect("GET", "faults")).json).toEqual([
      { kind: "status", status: 503, times: 2, fired: 2 },
    ]);
  });

  test("reset-before cuts the connection before the change, reset-after behind it", async () => {
    const harness = await withUser();
    await harness.fault({ kind: "reset-before", times: 1 });
    await expect(harness.call("PUT", "/users/u", { name: "after" })).rejects.toMatchObject({
      code: cutOff,
    });
    expect(await name(harness)).toBe("before");
    await harness.fault({ kind: "reset-after", times: 1 });
    await expect(harness.call("PUT", "/users/u", { name: "after" })).rejects.toMatchObject({
      code: cutOff,
    });
    expect(await name(harness)).toBe("after");
    expect((await harness.stats()).routes["PUT /users/{id}"]?.statuses).toEqual({ 200: 1, reset: 2 });
    expect(await harness.journal()).toHaveLength(2);
  });

  test("429 comes with and without Retry-After", async () => {
    const harness = await withUser();
    await harness.fault({ kind: "429", retryAfter: 7, times: 1 }, { kind: "429", times: 1 });
    const first = await harness.call("GET", "/users/u");
    const second = await harness.call("GET", "/users/u");
    expect([first.status, first.headers["retry-after"]]).toEqual([429, "7"]);
    expect([second.status, second.headers["retry-after"]]).toEqual([429, undefined]);
    expect((await harness.stats()).refused).toBe(2);
  });

  test("slow-body sends all of it, but slowly", async () => {
    const harness = await withUser();
    await harness.fault({ kind: "slow-body", ms: 200, times: 1 });
    const startedAt = performance.now();
    expect((await harness.call("GET", "/users/u")).json.name).toBe("before");
    expect(performance.now() - startedAt).toBeGreaterThan(180);
  });

  test("malformed-json applies the change and answers 200 with half a body", async () => {
    const harness = await withUser();
    await harness.fault({ kind: "malformed-json", times: 1 });
    const { status, json } = await harness.call("PUT", "/users/u", { name: "after" });
    expect([status, json]).toEqual([200, undefined]);
    expect(await name(harness)).toBe("after");
  });

  test("poison refuses every edit that contains the user, in bulk and alone", async () => {
    const harness = await withUser();
    await harness.fault({ kind: "poison", userId: "u" });
    const bulk = await harness.call("PUT", "/users", { u: { name: "x" }, v: { name: "x" } });
    expect(bulk.status).toBe(400);
    expect(Object.keys(bulk.json.reasons)).toEqual(["u"]);
    expect((await harness.call("PUT", "/users/u", { name: "x" })).status).toBe(400);
    expect((await harness.call("PUT", "/users", { v: { name: "x" } })).status).toBe(200);
    const batch = await harness.call("POST", "/batch", [[1, "PUT", "/users/u", { name: "x" }]]);
    expect(batch.text).toMatch(/^\[\[1,400,/);
    expect(await name(harness)).toBe("before");
  });

  test("keep-field answers 200 and keeps the field, which is no change", async () => {
    const harness = await withUser();
    await harness.fault(
      { kind: "keep-field", field: "headerPhotoUrl" },
      { kind: "keep-field", field: "custom", times: 1 },
    );
    const edit = { name: "after", headerPhotoUrl: null, custom: null };
    expect((await harness.call("PUT", "/users/u", edit)).status).toBe(200);
    expect((await harness.call("GET", "/users/u")).json).toMatchObject({
      name: "after",
      headerPhotoUrl: "https://example.com/h",
      custom: { a: "1" },
    });
    expect((await harness.journal()).at(-1)?.fields).toEqual(["name"]);
    await harness.call("PUT", "/users/u", { ...edit, headerPhotoUrl: "https://example.com/other" });
    expect((await harness.journal()).at(-1)?.fields).toEqual(["headerPhotoUrl", "custom"]);
  });

  test("strike only what they are matched to", async () => {
    const harness = await withUser();
    await harness.fault(
      { kind: "status", status: 500, match: { method: "PUT", route: "/users/{id}" } },
      { kind: "status", status: 501, match: { path: "/conversations" } },
    );
    expect((await harness.call("GET", "/users/u")).status).toBe(200);
    expect((await harness.call("PUT", "/users", { u: { name: "x" } })).status).toBe(200);
    expect((await harness.call("PUT", "/users/u", { name: "x" })).status).toBe(500);
    expect((await harness.call("GET", "/conversations?limit=1")).status).toBe(501);
  });

  test("a rate strikes that share, the same one for the same seed", async () => {
    const struck = async () => {
      const harness = await withUser();
      await harness.fault({ kind: "status", status: 500, rate: 0.2 });
      const statuses: number[] = [];
      for (let i = 0; i < 300; i++) statuses.push((await harness.call("GET", "/users/u")).status);
      return statuses;
    };
    const statuses = await struck();
    const share = statuses.filter((status) => status === 500).length / 300;
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.3);
    expect(await struck()).toEqual(statuses);
  });

  test("end with DELETE, with an empty list and with a reset", async () => {
    const harness = await withUser();
    for (const end of [() => harness.inspect("DELETE", "faults"), () => harness.fault()]) {
      await harness.fault({ kind: "status", status: 500 });
      expect((await harness.call("GET", "/users/u")).status).toBe(500);
      await end();
      expect((await harness.call("GET", "/users/u")).status).toBe(200);
    }
    await harness.fault({ kind: "status", status: 500 });
    await harness.inspect("POST", "reset");
    expect((await harness.call("GET", "/users")).status).toBe(200);
  });

  test("that are not well-formed are refused with every problem, and change nothing", async () => {
    const harness = await withUser();
    await harness.fault({ kind: "status", status: 500 });
    const { status, json } = await harness.fault(
      { kind: "status", status: 200 },
      { kind: "earthquake" },
      { kind: "latency", ms: -1, rate: 2, times: 0 },
      { kind: "429", match: { route: "/nothing" }, often: true },
    );
    expect(status).toBe(400);
    const reasons = json.reasons.join("\n");
    for (const place of ["0.status", "1.kind", "2.ms", "2.rate", "2.times", "3.match.route", "often"]) {
      expect(reasons).toContain(place);
    }
    expect((await harness.inspect("POST", "faults", "{oops")).status).toBe(400);
    expect((await harness.inspect("POST", "faults", {})).status).toBe(400);
    expect((await harness.call("GET", "/users/u")).status).toBe(500);
  });
});
