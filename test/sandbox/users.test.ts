import { request as httpRequest } from "node:http";
import { describe, expect, test } from "vitest";
import { encode, NOW, pages, start } from "./support.js";

const HARD_IDS = [
  "a/b", "100%", "%2F", "%252F", "%zz", "tenant:eu:1", "ada@example.com", "+1-555-0101", "with space", " ", "+", "a+b",
  "..", ".", "../x", "?a=b&c", "#frag", "a;b", "ユーザー", "👩‍👩‍👧", "e\u0301", "\u0000", "__proto__", "constructor",
  "toString", "0", "x".repeat(500), "\"'\\", "a\nb",
]; // prettier-ignore

const anyNumber: unknown = expect.any(Number);

describe("users", () => {
  test("any Unicode string is an ID, decoded exactly once from the path", async () => {
    const harness = await start({ users: 0 });
    for (const id of HARD_IDS) {
      expect((await harness.call("PUT", `/users/${encode(id)}`, { name: `name of ${id}` })).status, id).toBe(
        200,
      );
    }
    for (const id of HARD_IDS) {
      const { status, json } = await harness.call("GET", `/users/${encode(id)}`);
      expect(status, id).toBe(200);
      expect(json).toMatchObject({ id, name: `name of ${id}` });
    }
    expect((await pages(harness, "/users", "limit=2")).map(({ id }) => id)).toEqual(HARD_IDS.toReversed());
  });

  test("a raw request line with dots in a segment is not normalised", async () => {
    const harness = await start({ users: 0 });
    await harness.call("PUT", "/users/..", { name: "dots" });
    const { hostname, port } = new URL(harness.sandbox.url);
    const status = await new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${harness.sandbox.secretKey}` };
      const path = `/v1/${harness.sandbox.appId}/users/%2E%2E`;
      httpRequest({ hostname, port, path, headers }, (res) => resolve(res.resume().statusCode))
        .on("error", reject)
        .end();
    });
    expect(status).toBe(200);
  });

  test("bulk edits take the same IDs as single ones", async () => {
    const harness = await start({ users: 0 });
    const ids = HARD_IDS.filter((id) => id !== "__proto__");
    const body = Object.fromEntries(ids.map((id) => [id, { name: "n" }]));
    const raw = JSON.stringify(body).replace("{", '{"__proto__":{"name":"n"},');
    expect((await harness.call("PUT", "/users", raw)).status).toBe(200);
    expect((await pages(harness, "/users")).map(({ id }) => id).sort()).toEqual([...HARD_IDS].sort());
  });

  test("paging through 1,234 users finds each once, newest first", async () => {
    const harness = await start({ users: 1_234 });
    for (const query of ["limit=100", "limit=7"]) {
      const all = await pages(harness, "/users", query);
      expect(new Set(all.map(({ id }) => id)).size).toBe(1_234);
      expect(all.every(({ createdAt }, i) => createdAt <= (all[i - 1]?.createdAt ?? NOW))).toBe(true);
      expect(all.some(({ createdAt }, i) => createdAt === all[i - 1]?.createdAt)).toBe(true);
    }
  });

  test("pages stay complete while the users on them are edited", async () => {
    const harness = await start({ users: 350 });
    const seen: string[] = [];
    for (let cursor = ""; ;) {
      const { json } = await harness.call("GET", `/users?limit=100${cursor}`);
      const ids = json.data.map(({ id }) => id);
      if (ids.length === 0) break;
      seen.push(...ids);
      await harness.call("PUT", "/users", Object.fromEntries(ids.map((id) => [id, { name: "[DELETED]" }])));
      cursor = `&startingAfter=${encode(ids.at(-1) ?? "")}`;
    }
    expect(new Set(seen).size).toBe(350);
    expect(seen.length).toBe(350);
  });

  test("isOnline splits the users in two", async () => {
    const harness = await start({ users: 500 });
    const online = await pages(harness, "/users", "limit=100&isOnline=true");
    const offline = await pages(harness, "/users", "limit=100&isOnline=false");
    expect(online.length).toBeGreaterThan(0);
    expect(new Set([...online, ...offline].map(({ id }) => id)).size).toBe(500);
    expect(online.length + offline.length).toBe(500);
  });

  test("a list has 10 without a limit and refuses a limit out of range", async () => {
    const harness = await start({ users: 50 });
    expect((await harness.call("GET", "/users")).json.data).toHaveLength(10);
    expect((await harness.call("GET", "/users?limit=1")).json.data).toHaveLength(1);
    for (const query of [
      "limit=0",
      "limit=101",
      "limit=-1",
      "limit=abc",
      "limit=",
      "limit=1e1",
      "limit=5&limit=6",
    ]) {
      expect((await harness.call("GET", `/users?${query}`)).status, query).toBe(400);
    }
    for (const query of ["isOnline=yes", "startingAfter=nobody", "startingafter=x"]) {
      expect((await harness.call("GET", `/users?${query}`)).status, query).toBe(400);
    }
  });

  test("an edit merges: absent stays, null clears, maps merge key by key", async () => {
    const harness = await start({ users: 0 });
    const path = "/users/u";
    await harness.call("PUT", path, {
      name: "Sample", email: ["s@example.com"], role: "buyer", headerPhotoUrl: "https://example.com/h",
      custom: { a: "1", b: "2", c: "" }, pushTokens: { "fcm:1": true, "apns:2": true },
    }); // prettier-ignore
    await harness.call("PUT", path, { id: "u", custom: { a: null, d: "4" }, pushTokens: { "fcm:1": null } });
    expect((await harness.call("GET", path)).json).toEqual({
      id: "u", name: "Sample", email: ["s@example.com"], role: "buyer", headerPhotoUrl: "https://example.com/h",
      custom: { b: "2", c: "", d: "4" }, pushTokens: { "apns:2": true }, createdAt: anyNumber,
    }); // prettier-ignore
    await harness.call("PUT", path, { email: null, headerPhotoUrl: null, custom: null, pushTokens: null });
    expect((await harness.call("GET", path)).json).toEqual({
      id: "u", name: "Sample", email: null, role: "buyer", headerPhotoUrl: null, custom: {}, pushTokens: null,
      createdAt: anyNumber,
    }); // prettier-ignore
  });

  test.each([
    [{}, "name: is required"],
    [{ name: null }, "name:"],
    [{ name: "" }, "name:"],
    [{ name: "n", email: "a@example.com" }, "email:"],
    [{ name: "n", email: [1] }, "email.0:"],
    [{ name: "n", phone: {} }, "phone:"],
    [{ name: "n", custom: { a: 1 } }, "custom.a:"],
    [{ name: "n", custom: [] }, "custom:"],
    [{ name: "n", pushTokens: { "web:1": true } }, "pushTokens"],
    [{ name: "n", pushTokens: { "fcm:1": false } }, "pushTokens"],
    [{ name: "n", photoUrl: 5 }, "photoUrl:"],
    [{ name: "n", nickname: "x" }, "nickname"],
    [{ name: "n", createdAt: 1 }, "createdAt"],
    [{ name: "n", id: "other" }, "id:"],
    [[], "expected object"],
    ["null", "expected object"],
  ])("the edit %j is refused and says why", async (body, reason) => {
    const harness = await start({ users: 0 });
    const { status, json } = await harness.call("PUT", "/users/u", body);
    expect(status).toBe(400);
    expect(json.errorCode).toBe("BAD_REQUEST");
    expect(json.reasons.join(" ")).toContain(reason);
    expect((await harness.call("GET", "/users/u")).status).toBe(404);
  });

  test("a bulk edit is all or nothing and names each user that is wrong", async () => {
    const harness = await start({ users: 0 });
    await harness.call("PUT", "/users/old", { name: "old", role: "buyer" });
    const { status, json } = await harness.call("PUT", "/users", {
      old: { role: null }, fine: { name: "f" }, bad: { name: "" }, worse: { name: "w", email: 1, x: 1 },
    }); // prettier-ignore
    expect(status).toBe(400);
    expect(Object.keys(json.reasons)).toEqual(["bad", "worse"]);
    expect(json.reasons.worse).toHaveLength(2);
    expect((await harness.call("GET", "/users/fine")).status).toBe(404);
    expect((await harness.call("GET", "/users/old")).json.role).toBe("buyer");
    expect(await harness.journal()).toHaveLength(1);
  });

  test("a bulk edit takes 100 users and refuses 101", async () => {
    const harness = await start({ users: 0 });
    const body = (n: number) =>
      Object.fromEntries(Array.from({ length: n }, (_, i) => [`u${i}`, { name: "n" }]));
    expect((await harness.call("PUT", "/users", body(101))).status).toBe(400);
    expect(await pages(harness, "/users")).toHaveLength(0);
    expect((await harness.call("PUT", "/users", body(100))).status).toBe(200);
    expect(await pages(harness, "/users")).toHaveLength(100);
  });

  test("what is not there is a 404", async () => {
    const harness = await start({ users: 3 });
    for (const path of ["/users/nobody", "/users/", "/nothing", "/users/%", "", "/users/a/b/c"]) {
      expect((await harness.call("GET", path)).status, path).toBe(404);
    }
    expect((await harness.call("DELETE", "/users/a")).status).toBe(404);
  });
});
