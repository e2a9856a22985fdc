import { describe, expect, test } from "vitest";
import { api, clientOf, json } from "./api.js";

const conversation = (id: string) => ({
  id,
  createdAt: 1,
  subject: null,
  participants: { "a/b": { access: "Read" } },
});

describe("Conversations", () => {
  test("of a user can be ordered, filtered and paged in every documented way", async () => {
    const { url, seen } = await api((response) => json(response, 200, { data: [] }));
    const filter = { custom: { "a&b": ["==", "ü"], gone: "!exists" }, access: ["!=", "None"] } as const;
    await clientOf(url)
      .user("a/b")
      .conversations({
        orderBy: "createdAt",
        orderDirection: "ASC",
        startingAfter: "c/1",
        offsetTs: 1,
        lastMessageBefore: 2,
        lastMessageAfter: 3,
        unreadsOnly: true,
        filter: { custom: { "a&b": ["==", "ü"], gone: "!exists" }, access: ["!=", "None"] },
        limit: 7,
      })
      .page();
    const asked = new URL(seen[0]?.url ?? "", url);
    expect(asked.pathname).toBe("/v1/tApp/users/a%2Fb/conversations");
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      orderBy: "createdAt",
      orderDirection: "ASC",
      startingAfter: "c/1",
      offsetTs: "1",
      lastMessageBefore: "2",
      lastMessageAfter: "3",
      unreadsOnly: "true",
      filter: JSON.stringify(filter),
      limit: "7",
    });
  });

  test("of a user are read to the end in pages of 30", async () => {
    const { url, seen } = await api((response, _request, count) => {
      const length = [30, 1][count - 1] ?? 0;
      json(response, 200, { data: Array.from({ length }, (_, i) => conversation(`${count}-${i}`)) });
    });
    const ids = [];
    for await (const page of clientOf(url).user("ann").conversations()) ids.push(...page.map(({ id }) => id));
    expect(ids).toHaveLength(31);
    expect(seen[1]?.url).toBe("/v1/tApp/users/ann/conversations?limit=30&startingAfter=1-29");
  });

  test("of the app can be read by page and to the end", async () => {
    const { url, seen } = await api((response, request) =>
      json(response, 200, { data: request.url.includes("startingAfter") ? [] : [conversation("c")] }),
    );
    expect(await clientOf(url).conversations.page({ limit: 2 })).toHaveLength(1);
    for await (const page of clientOf(url).conversations.pages()) expect(page).toEqual([conversation("c")]);
    expect(seen.map(({ url }) => url)).toEqual([
      "/v1/tApp/conversations?limit=2",
      "/v1/tApp/conversations?limit=30",
      "/v1/tApp/conversations?limit=30&startingAfter=c",
      "/v1/tApp/conversations?limit=30&startingAfter=c",
    ]);
  });

  test("can be got and set by reference, and are null where the API knows none", async () => {
    const { url, seen } = await api((response, { method, url }) => {
      if (url.endsWith("/none")) json(response, 404, { errorCode: "NOT_FOUND" });
      else json(response, 200, method === "PUT" ? {} : conversation("c/1"));
    });
    const client = clientOf(url);
    expect(await client.conversation("c/1").get()).toEqual(conversation("c/1"));
    expect(await client.conversation("none").get()).toBeNull();
    await client.conversation("c/1").set({ subject: "[DELETED]", photoUrl: null });
    expect(seen[2]).toMatchObject({ method: "PUT", url: "/v1/tApp/conversations/c%2F1" });
    expect(seen[2]?.body).toBe('{"subject":"[DELETED]","photoUrl":null}');
  });
});
