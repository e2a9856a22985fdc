import { describe, expect, test } from "vitest";
import { coded } from "../support/coded.js";
import type { BatchOperation } from "../../src/talkjs/batch.js";
import { api, clientOf, json, CountingLimiter } from "./api.js";

const OPERATIONS: BatchOperation[] = [
  { method: "GET", path: ["users", "a/b", "conversations"], payload: { limit: "1" } },
  { method: "PUT", path: ["users", "b"], payload: { email: null } },
  { method: "DELETE", path: ["conversations", "c", "messages", "m"] },
];

const NEWEST = { api_version: "2024-01-01" };

describe("A batch", () => {
  test("sends its operations numbered, with encoded paths, and takes its slot from the batch meter", async () => {
    const { url, seen } = await api((response) =>
      json(response, 200, [
        [0, 200, {}],
        [1, 200, {}],
        [2, 200, {}],
      ]),
    );
    const limiter = new CountingLimiter();
    await clientOf(url, { limiter }).batch(OPERATIONS);
    expect([seen[0]?.method, seen[0]?.url]).toEqual(["POST", "/v1/tApp/batch"]);
    expect(JSON.parse(seen[0]?.body ?? "")).toEqual([
      [0, "GET", "/users/a%2Fb/conversations", { limit: "1" }, NEWEST],
      [1, "PUT", "/users/b", { email: null }, NEWEST],
      [2, "DELETE", "/conversations/c/messages/m", {}, NEWEST],
    ]);
    expect(limiter.acquired).toEqual([["batch", "bulk"]]);
  });

  test("answers in the order of the operations, each with its own status, in whatever order they come", async () => {
    const { url } = await api((response) =>
      json(response, 200, [
        [2, 404, { errorCode: "X" }],
        [0, 200, { data: [] }],
        [1, 400],
      ]),
    );
    expect(await clientOf(url).batch(OPERATIONS)).toEqual([
      { status: 200, body: { data: [] } },
      { status: 400, body: undefined },
      { status: 404, body: { errorCode: "X" } },
    ]);
  });

  test.each([
    [
      "lacks one",
      [
        [0, 200, {}],
        [1, 200, {}],
      ],
    ],
    [
      "has one twice",
      [
        [0, 200, {}],
        [1, 200, {}],
        [1, 200, {}],
      ],
    ],
    [
      "has one that was not asked for",
      [
        [0, 200, {}],
        [1, 200, {}],
        [7, 200, {}],
      ],
    ],
    [
      "has one too many",
      [
        [0, 200, {}],
        [1, 200, {}],
        [2, 200, {}],
        [3, 200, {}],
      ],
    ],
    ["is no list", { 0: [200, {}] }],
    ["has no status", [[0], [1], [2]]],
  ])("whose answer %s is an error", async (_what, answer) => {
    const { url } = await api((response) => json(response, 200, answer));
    await expect(clientOf(url).batch(OPERATIONS)).rejects.toThrow(coded("API_INVALID_ANSWER"));
  });

  test("of nothing sends nothing, and of more than 10 operations is refused", async () => {
    const { url, seen } = await api((response) => json(response, 200, []));
    expect(await clientOf(url).batch([])).toEqual([]);
    const eleven = Array.from({ length: 11 }, (): BatchOperation => ({
      method: "GET",
      path: ["users", "a"],
    }));
    await expect(clientOf(url).batch(eleven)).rejects.toThrow(coded("API_TOO_MANY"));
    expect(seen).toEqual([]);
  });
});
