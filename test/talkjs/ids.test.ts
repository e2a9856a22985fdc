import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRejected } from "../../src/talkjs/rejected.js";
import { coded } from "../support/coded.js";
import { endpoint } from "../../src/talkjs/request.js";
import { api, clientOf, json, person } from "./api.js";

describe("An ID", () => {
  test.each([
    "a/b",
    "50%",
    "%2F",
    "a:b",
    "with space",
    "ann@example.com",
    "../users",
    "?x=1",
    "#",
    "名前 🙂",
    "__proto__",
    "...",
  ])("%j reaches the API as it is", async (id) => {
    const { url, seen } = await api((response) => json(response, 200, person(id)));
    expect((await clientOf(url).user(id).get())?.id).toBe(id);
    const [, , , , segment = "", ...more] = seen[0]?.url.split("/") ?? [];
    expect([decodeURIComponent(segment), more]).toEqual([id, []]);
  });

  test("of any well-formed Unicode is one segment that decodes to itself and that no URL parser changes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (id) => {
        fc.pre(id !== "." && id !== "..");
        const { path } = endpoint("GET /users/{id}/conversations", [id]);
        expect(new URL(path, "http://host").pathname).toBe(path);
        expect(path.split("/").map(decodeURIComponent)).toEqual(["", "users", id, "conversations"]);
      }),
    );
  });

  test.each(["", ".", "..", "\ud800", "a\udc00b"])("%j is refused before anything is sent", async (id) => {
    const { url, seen } = await api((response) => json(response, 200, {}));
    const client = clientOf(url);
    const calls = [
      () => client.user(id).get(),
      () => client.user(id).set({ email: null }),
      () => client.user(id).conversations().page(),
      () => client.conversation(id).set({ subject: null }),
      () => client.batch([{ method: "GET", path: ["users", id] }]),
    ];
    for (const call of calls) await expect(call).rejects.toThrow(coded("API_ID_UNADDRESSABLE"));
    await expect(client.user(id).get()).rejects.toSatisfy(isRejected);
    expect(seen).toEqual([]);
  });

  test("that is half of a surrogate pair is refused in a bulk edit and as a place in a list too", async () => {
    const { url, seen } = await api((response) => json(response, 200, {}));
    await expect(clientOf(url).users.edit({ "\ud800": { name: "x" } })).rejects.toThrow(
      coded("API_ID_UNADDRESSABLE"),
    );
    await expect(clientOf(url).users.page({ startingAfter: "\ud800" })).rejects.toThrow(
      coded("API_ID_UNADDRESSABLE"),
    );
    expect(seen).toEqual([]);
  });
});
