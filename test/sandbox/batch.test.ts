import { describe, expect, test } from "vitest";
import { encode, start } from "./support.js";

type Answers = [number, number, Record<string, unknown>][];

describe("a batch", () => {
  test("answers each operation with its own status", async () => {
    const harness = await start({ users: 0 });
    const id = "a/b %2F";
    const { status, json } = await harness.call("POST", "/batch", [
      [1, "PUT", `/users/${encode(id)}`, { name: "n" }],
      [2, "PUT", "/users/bad", { name: "" }],
      [3, "GET", "/users/nobody"],
      [4, "GET", "/non/existing"],
      [5, "PUT", "/users", { x: { name: "x" } }, { api_version: "2021-02-09" }],
      [6, "POST", "/batch", []],
    ]);
    expect(status).toBe(200);
    const statuses = Object.fromEntries((json as unknown as Answers).map(([seq, inner]) => [seq, inner]));
    expect(statuses).toEqual({ 1: 200, 2: 400, 3: 404, 4: 404, 5: 200, 6: 404 });
    expect((await harness.call("GET", `/users/${encode(id)}`)).json.name).toBe("n");
    expect((await harness.stats()).operations["PUT /users/{id}"]).toMatchObject({ requests: 2 });
  });

  test("takes a query in the path or as the payload of a GET", async () => {
    const harness = await start({ users: 30 });
    const { json } = await harness.call("POST", "/batch", [
      [1, "GET", "/users?limit=3"],
      [2, "GET", "/users", { limit: "4" }],
      [3, "GET", "/users", { limit: 4 }],
      [4, "GET", "/users", { limit: "101" }],
    ]);
    const bySeq = new Map((json as unknown as Answers).map(([seq, status, body]) => [seq, { status, body }]));
    expect(bySeq.get(1)?.body.data).toHaveLength(3);
    expect(bySeq.get(2)?.body.data).toHaveLength(4);
    expect(bySeq.get(3)?.status).toBe(400);
    expect(bySeq.get(4)?.status).toBe(400);
  });

  test.each([
    ["none", []],
    ["11 operations", Array.from({ length: 11 }, (_, i) => [i, "GET", "/users"])],
    ["no array", {}],
    ["a path without a slash", [[1, "GET", "users"]]],
    ["the same number twice", [[1, "GET", "/users"], [1, "GET", "/users"]]], // prettier-ignore
    ["no number", [["1", "GET", "/users"]]],
  ])("with %s is refused", async (_name, body) => {
    const harness = await start({ users: 1 });
    expect((await harness.call("POST", "/batch", body)).status).toBe(400);
  });
});
