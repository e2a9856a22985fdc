import { expect, test } from "vitest";
import { NOW, lines, pages, start } from "./support.js";
import { People } from "../../src/sandbox/invented/people.js";
import type { InventedUser } from "../../src/sandbox/shapes/user.js";
import { Threads } from "../../src/sandbox/invented/threads.js";

test("the same seed makes the same people, another seed makes others", async () => {
  const text = async (seed: number) =>
    (await (await start({ users: 300, seed })).inspect("GET", "export")).text;
  const [first, again, other] = [await text(7), await text(7), await text(8)];
  expect(again === first).toBe(true);
  expect(other === first).toBe(false);
});

test("every person is found by their ID, and by no ID that only resembles it", () => {
  const people = new People(3, 1_000_000, NOW);
  for (let index = 0; index < people.count; index += 997) {
    const id = people.idOf(index);
    expect(people.indexOf(id)).toBe(index);
    expect(people.indexOf(`${id} `)).toBeUndefined();
    expect(people.indexOf(`x${id}`)).toBeUndefined();
  }
});

test("a thousand people have every kind of awkward data", async () => {
  const harness = await start({ users: 1_000 });
  const users = (await pages(harness, "/users")) as unknown as InventedUser[];
  const some = (test: (user: InventedUser) => boolean) => expect(users.some(test), String(test)).toBe(true);
  for (const field of [
    "email",
    "phone",
    "custom",
    "photoUrl",
    "headerPhotoUrl",
    "welcomeMessage",
    "locale",
  ]) {
    some((user) => !(field in user));
    some((user) => user[field] === null);
  }
  some((user) => user.email?.length === 0);
  some((user) => (user.email?.length ?? 0) > 1);
  some((user) => Object.keys(user.custom ?? {}).length > 50);
  some((user) => user.custom?.legalHold === "true");
  some((user) => user.welcomeMessage === "");
  some((user) => Object.keys(user.pushTokens ?? {}).length === 2);
  some((user) => user.name === "[DELETED]");
  for (const sign of ["/", "%", ":", "@", " ", "+1-555-01", "ユ"]) some((user) => user.id.includes(sign));
  for (const role of ["buyer", "seller", "support", "admin"]) some((user) => user.role === role);
  const times = users.map((user) => user.createdAt);
  expect(Math.max(...times)).toBeLessThanOrEqual(NOW);
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(4.9 * 365 * 86_400_000);
  for (const user of users) {
    for (const email of user.email ?? []) expect(email).toMatch(/@example\.(com|test)$/);
    for (const phone of user.phone ?? []) expect(phone).toMatch(/^\+1-555-01\d\d$/);
  }
});

test("synthetic conversations have the people they list, in both directions", () => {
  for (const count of [0, 1, 2, 3, 9, 11, 507]) {
    const people = new People(5, count, NOW);
    const threads = new Threads(people, () => "");
    const found = new Set<string>();
    for (const number of threads.all()) {
      const conversation = threads.conversation(number);
      expect(threads.numberOf(conversation.id)).toBe(number);
      const ids = Object.keys(conversation.participants);
      expect(ids.length).toBeGreaterThanOrEqual(1);
      for (const id of ids) {
        const index = people.indexOf(id) ?? -1;
        expect(threads.ofPerson(index)).toContain(number);
        found.add(`${index} ${number}`);
      }
    }
    const listed = Array.from({ length: count }, (_, index) => threads.ofPerson(index).length);
    expect(listed.reduce((sum, n) => sum + n, 0)).toBe(found.size);
  }
});

test("the last message of a conversation, and when it was active last, are those of its messages", () => {
  const threads = new Threads(new People(2, 1_000, NOW), () => "");
  for (const number of threads.all()) {
    const messages = threads.messages(number);
    expect(threads.lastMessage(number)).toEqual(messages.at(-1));
    expect(threads.activityAtOf(number)).toBe(messages.at(-1)?.createdAt ?? threads.createdAtOf(number));
    const times = messages.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0] ?? NOW).toBeGreaterThanOrEqual(threads.createdAtOf(number));
    expect(times.at(-1) ?? 0).toBeLessThanOrEqual(NOW);
  }
});

test("the last activity of people is spread over the years", async () => {
  const harness = await start({ users: 1_000 });
  type Line = { type: string; data: { createdAt: number } };
  const all = lines<Line>((await harness.inspect("GET", "export")).text);
  const years = all
    .filter(({ type }) => type === "message")
    .map(({ data }) => (NOW - data.createdAt) / 31_557_600_000);
  expect(Math.min(...years)).toBeGreaterThanOrEqual(0);
  for (const age of [0, 1, 2, 3]) expect(years.some((year) => year >= age && year < age + 1)).toBe(true);
});

test("a million people start within seconds and are all reachable", async () => {
  const harness = await start({ users: 1_000_000 });
  const [newest] = (await harness.call("GET", "/users?limit=1")).json.data;
  expect(newest?.id).toContain("999999");
  const people = new People(1, 1_000_000, NOW);
  const cursor = encodeURIComponent(people.idOf(1));
  const last = (await harness.call("GET", `/users?limit=100&startingAfter=${cursor}`)).json.data as {
    id: string;
  }[];
  expect(last.map(({ id }) => id)).toEqual([people.idOf(0)]);
});
