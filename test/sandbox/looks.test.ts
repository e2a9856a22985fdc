import { expect, test } from "vitest";
import { PAGE_FILES } from "../../src/sandbox/inspection/page.js";
import { openShop } from "./shop.js";
import { encode } from "./support.js";

interface Changes {
  next: number;
  leftOut: number;
  changes: { user?: string; n?: number; cell?: string; fields: string[] }[];
}

test("the page and its files come with their types, and load from nowhere else", async () => {
  const { sandbox } = await openShop();
  for (const path of ["/", ...PAGE_FILES.slice(1).map((name) => `/${name}`)]) {
    const answer = await fetch(`${sandbox.url}${path}`);
    expect(answer.status, path).toBe(200);
    expect(answer.headers.get("content-type")).toMatch(/^text\/(html|css|javascript); charset=utf-8$/);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await answer.text()).not.toMatch(/https?:\/\//);
  }
  expect((await fetch(`${sandbox.url}/sandbox.ts`)).status).toBe(404);
  expect((await fetch(`${sandbox.url}/`, { method: "POST" })).status).toBe(404);
});

test("people are shown by whether they hold anything, and a change says what they hold now", async () => {
  const shop = await openShop();
  await shop.call("PUT", "/users/bo", { email: ["bo@example.com"] });
  await shop.inspect(
    "POST",
    "import",
    JSON.stringify({ type: "user", data: { id: "di", name: "D", odd: "x" } }),
  );
  const cells = async () => (await shop.inspect("GET", "mosaic")).json.cells;
  expect(await cells()).toBe("bpbp");
  await shop.call("PUT", "/users/bo", { email: null });
  expect(await cells()).toBe("bbbp");
  const { next, changes } = (await shop.inspect("GET", "changes?from=0")).json as unknown as Changes;
  expect(next).toBe(changes.length);
  expect(changes.at(-1)).toMatchObject({ user: "bo", n: 1, cell: "b", fields: ["email"] });
  const none = (await shop.inspect("GET", `changes?from=${next}`)).json as unknown as Changes;
  expect(none).toEqual({ next, leftOut: 0, changes: [] });
});

test("whoever is far behind is told how many changes were left out", async () => {
  const shop = await openShop({ users: 700 });
  for (let page = 0; page < 7; page++) {
    const listed = (await shop.inspect("GET", `people?from=${page * 100}&count=100`)).json;
    const people = listed.people as { user: { id: string } }[];
    const edit = Object.fromEntries(
      people.map(({ user }) => [user.id, { name: "[DELETED]", custom: { page: "x" } }]),
    );
    expect((await shop.call("PUT", "/users", edit)).status).toBe(200);
  }
  const { next, leftOut, changes } = (await shop.inspect("GET", "changes?from=0")).json as unknown as Changes;
  expect(changes).toHaveLength(500);
  expect(leftOut).toBe(next - 500);
});

test("a person is shown with their conversations, a conversation with its messages", async () => {
  const shop = await openShop();
  await shop.call("PUT", `/users/${encode("e/%f")}`, { name: "E" });
  await shop.call("PUT", "/conversations/c", { participants: ["e/%f"], subject: "S" });
  const id = await shop.say({ sender: "e/%f" });
  expect((await shop.inspect("GET", `person?id=${encode("e/%f")}`)).json).toMatchObject({
    user: { name: "E" },
    total: 1,
    conversations: [{ id: "c", subject: "S", participants: 3, own: 1, hasLeft: false }],
  });
  expect((await shop.inspect("GET", "conversation?id=c")).json).toMatchObject({
    total: 1,
    messages: [{ id }],
  });
  expect((await shop.inspect("GET", "conversations")).json).toMatchObject({
    total: 1,
    conversations: [{ id: "c" }],
  });
  expect((await shop.inspect("GET", "person?id=nobody")).status).toBe(404);
  expect((await shop.inspect("GET", "conversation?id=none")).status).toBe(404);
});

test.each([
  "mosaic?from=-1",
  "mosaic?count=10001",
  "changes?from=x",
  "people?count=0",
  "conversations?count=101",
])("%s is refused", async (path) => {
  const shop = await openShop();
  expect((await shop.inspect("GET", path)).status).toBe(400);
});
