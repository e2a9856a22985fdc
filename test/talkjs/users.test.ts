import { describe, expect, test } from "vitest";
import { coded } from "../support/coded.js";
import type { User, UserEdit } from "../../src/talkjs/user.js";
import { api, clientOf, type Handler, json, person } from "./api.js";

const BASE = "/v1/tApp";
const people = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => person(`u${first + i}`));

/** Lists `count` people as the API does. */
const listing =
  (count: number): Handler =>
  (response, { url }) => {
    const query = new URL(url, "http://host").searchParams;
    const after = Number(query.get("startingAfter")?.slice(1) ?? -1);
    const limit = Number(query.get("limit"));
    json(response, 200, { data: people(after + 1, Math.min(limit, count - after - 1)) });
  };

async function all(pages: AsyncIterable<User[]>): Promise<User[][]> {
  const seen = [];
  for await (const page of pages) seen.push(page);
  return seen;
}

describe("A user reference", () => {
  test("gets the user, with fields that nobody knew of", async () => {
    const { url, seen } = await api((response) =>
      json(response, 200, person("ann", { mood: "good", email: null })),
    );
    expect(await clientOf(url).user("ann").get()).toEqual(person("ann", { mood: "good", email: null }));
    expect([seen[0]?.method, seen[0]?.url]).toEqual(["GET", `${BASE}/users/ann`]);
  });

  test("keeps every custom key, also one called __proto__", async () => {
    const custom = '{"__proto__":"a secret","constructor":"x","":"y"}';
    const { url } = await api((response) =>
      response.end(`{"id":"ann","name":"Ann","createdAt":1,"custom":${custom}}`),
    );
    const user = await clientOf(url).user("ann").get();
    expect(JSON.stringify(user?.custom)).toBe(custom);
  });

  test("answers null for a user that the API does not know", async () => {
    const { url } = await api((response) => json(response, 404, { errorCode: "NOT_FOUND", reasons: {} }));
    expect(await clientOf(url).user("ann").get()).toBeNull();
  });

  test("does not take another server's 404 for a missing user", async () => {
    const { url } = await api((response) => response.writeHead(404).end("<h1>nginx</h1>"));
    await expect(clientOf(url).user("ann").get()).rejects.toThrow(coded("API_INVALID_ANSWER"));
  });

  test("does not take an answer of null for a missing user", async () => {
    const { url } = await api((response) => json(response, 200, null));
    await expect(clientOf(url).user("ann").get()).rejects.toThrow(coded("API_INVALID_ANSWER"));
  });

  test("sets what the edit names: null clears, undefined leaves alone", async () => {
    const { url, seen } = await api((response) => json(response, 200, {}));
    const edit = { name: "x", email: null, custom: { a: null }, pushTokens: null } satisfies UserEdit;
    await clientOf(url).user("ann").set(edit);
    expect([seen[0]?.method, seen[0]?.url]).toEqual(["PUT", `${BASE}/users/ann`]);
    expect(seen[0]?.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(seen[0]?.body ?? "")).toEqual(edit);
  });

  test("creates a user that does not exist and leaves alone one that does", async () => {
    const { url, seen } = await api((response, { method, url }) =>
      method === "PUT" || url.endsWith("/old") ? json(response, 200, person("old")) : json(response, 404, {}),
    );
    await clientOf(url).user("old").createIfNotExists({ name: "Ann" });
    await clientOf(url).user("new").createIfNotExists({ name: "Ann" });
    expect(seen.map(({ method, url }) => `${method} ${url.slice(BASE.length)}`)).toEqual([
      "GET /users/old",
      "GET /users/new",
      "PUT /users/new",
    ]);
  });
});

describe("The list of users", () => {
  test("is read in pages of 100, each from the last user seen, and ends with an empty one that was asked for twice", async () => {
    const { url, seen } = await api(listing(250));
    const pages = await all(clientOf(url).users.pages());
    expect(pages.map((page) => page.length)).toEqual([100, 100, 50]);
    expect(pages.flat().map(({ id }) => id)).toEqual(people(0, 250).map(({ id }) => id));
    expect(seen.map(({ url }) => url)).toEqual([
      `${BASE}/users?limit=100`,
      `${BASE}/users?limit=100&startingAfter=u99`,
      `${BASE}/users?limit=100&startingAfter=u199`,
      `${BASE}/users?limit=100&startingAfter=u249`,
      `${BASE}/users?limit=100&startingAfter=u249`,
    ]);
  });

  test.each([
    [0, 2],
    [1, 3],
    [100, 3],
    [200, 4],
  ])("of %i users takes %i requests and yields no empty page", async (count, requests) => {
    const { url, seen } = await api(listing(count));
    const pages = await all(clientOf(url).users.pages());
    expect(pages.flat()).toHaveLength(count);
    expect(pages.every((page) => page.length > 0)).toBe(true);
    expect(seen).toHaveLength(requests);
  });

  test("can be read one page at a time, from anywhere, of those online or offline", async () => {
    const { url, seen } = await api((response) => json(response, 200, { data: [] }));
    expect(await clientOf(url).users.page({ startingAfter: "a&b", limit: 5, isOnline: false })).toEqual([]);
    expect(seen[0]?.url).toBe(`${BASE}/users?limit=5&startingAfter=a%26b&isOnline=false`);
  });

  test("goes on after a page in its middle that was empty once, and after a short one", async () => {
    const { url } = await api((response, request, count) => {
      if (count === 2) json(response, 200, { data: [] });
      else if (count === 3) json(response, 200, { data: people(100, 7) });
      else listing(250)(response, request, count);
    });
    const pages = await all(clientOf(url).users.pages());
    expect(pages.flat().map(({ id }) => id)).toEqual(people(0, 250).map(({ id }) => id));
  });

  test("is asked again for its end only after a moment", async () => {
    const { url, seen } = await api((response) => json(response, 200, { data: [] }));
    const stop = new AbortController();
    const page = clientOf(url, { confirmAfterMs: 3_600_000 }).users.page({}, { signal: stop.signal });
    await expect.poll(() => seen.length).toBe(1);
    stop.abort(new Error("enough"));
    await expect(page).rejects.toThrow("enough");
    expect(seen).toHaveLength(1);
  });

  test("throws when a page in its middle fails, and does not end as if it were done", async () => {
    const { url } = await api((response, request, count) =>
      count === 1 ? listing(250)(response, request, count) : json(response, 503, {}),
    );
    const pages = clientOf(url).users.pages();
    expect((await pages.next()).value).toHaveLength(100);
    await expect(pages.next()).rejects.toThrow(coded("API_UNAVAILABLE"));
  });

  test.each(["{}", '{"data":null}', '{"data":{}}', "[]", "null", '{"data":[{"name":"Ann","createdAt":1}]}'])(
    "takes %j for no page at all",
    async (body) => {
      const { url } = await api((response) => response.end(body));
      await expect(clientOf(url).users.page()).rejects.toThrow(coded("API_INVALID_ANSWER"));
    },
  );

  test("has everybody on it, whatever kind of values one of them has", async () => {
    const odd = {
      id: "odd",
      name: null,
      custom: { age: 5 },
      email: "x",
      role: [],
      pushTokens: 1,
      createdAt: "y",
    };
    const { url } = await api((response) =>
      json(response, 200, { data: [person("ann"), odd, { id: "bare" }] }),
    );
    expect(await clientOf(url).users.page()).toEqual([person("ann"), odd, { id: "bare" }]);
  });

  test("is asked for in halves where a page is too large, and none of it is left out", async () => {
    const large = "x".repeat(20 * 1024 * 1024);
    const { url, seen } = await api((response, { url }) => {
      const query = new URL(url, "http://host").searchParams;
      const from = Number(query.get("startingAfter")?.slice(1) ?? -1) + 1;
      const count = Math.min(Number(query.get("limit")), 10 - from);
      const data = people(from, count).map((one) =>
        /^u[67]$/.test(one.id) ? { ...one, custom: { large } } : one,
      );
      json(response, 200, { data });
    });
    const limits = () => seen.map(({ url }) => new URL(url, "http://host").searchParams.get("limit"));
    const pages = await all(clientOf(url).users.pages());
    expect(pages.flat().map(({ id }) => id)).toEqual(people(0, 10).map(({ id }) => id));
    expect(limits().slice(0, 5)).toEqual(["100", "50", "25", "13", "7"]);
  });

  test("ends with a code where one user alone is too large", async () => {
    const { url, seen } = await api((response) => response.end(Buffer.alloc(33 * 1024 * 1024, 0x20)));
    await expect(clientOf(url).users.page()).rejects.toThrow(coded("API_TOO_LARGE"));
    expect(seen).toHaveLength(8);
  });

  test("throws instead of reading a page for ever that does not advance", async () => {
    const { url, seen } = await api((response) => json(response, 200, { data: people(0, 100) }));
    await expect(all(clientOf(url).users.pages())).rejects.toThrow("do not advance");
    expect(seen).toHaveLength(2);
  });

  test("throws instead of going round in a circle of pages", async () => {
    const { url, seen } = await api((response, _request, count) =>
      json(response, 200, { data: people((count % 5) * 100, 100) }),
    );
    await expect(all(clientOf(url).users.pages())).rejects.toThrow("do not advance");
    expect(seen.length).toBeLessThan(20);
  });
});

describe("A bulk edit", () => {
  test("sends all users in one request, from a Map or an object, also one called __proto__", async () => {
    const { url, seen } = await api((response) => json(response, 200, {}));
    const edit: UserEdit = { name: "x" };
    await clientOf(url).users.edit(
      new Map([
        ["__proto__", edit],
        ["a/b", edit],
        ["1", edit],
      ]),
    );
    await clientOf(url).users.edit(
      JSON.parse('{"__proto__":{"name":"x"},"b":{"email":null}}') as Record<string, UserEdit>,
    );
    expect([seen[0]?.method, seen[0]?.url]).toEqual(["PUT", `${BASE}/users`]);
    expect(seen[0]?.body).toBe('{"1":{"name":"x"},"__proto__":{"name":"x"},"a/b":{"name":"x"}}');
    expect(seen[1]?.body).toBe('{"__proto__":{"name":"x"},"b":{"email":null}}');
  });

  test("of nobody sends nothing", async () => {
    const { url, seen } = await api((response) => json(response, 200, {}));
    await clientOf(url).users.edit({});
    expect(seen).toEqual([]);
  });

  test("of more than 100 users is refused before it is sent", async () => {
    const { url, seen } = await api((response) => json(response, 200, {}));
    const edits = new Map(people(0, 101).map(({ id }) => [id, { name: "x" }]));
    await expect(clientOf(url).users.edit(edits)).rejects.toThrow(coded("API_TOO_MANY"));
    expect(seen).toEqual([]);
  });

  test("that the API refuses is refused with status 400 and is sent once", async () => {
    const { url, seen } = await api((response) =>
      json(response, 400, { errorCode: "X", reasons: { ann: ["bad"] } }),
    );
    const edited = clientOf(url).users.edit({ ann: { name: "" } });
    await expect(edited).rejects.toMatchObject({
      code: "API_REJECTED",
      facts: { status: 400, route: "PUT /users" },
    });
    expect(seen).toHaveLength(1);
  });
});
