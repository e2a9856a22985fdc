import { expect, test, vi } from "vitest";
import { openShop } from "./shop.js";
import { start, type SandboxHarness } from "./support.js";
import { encode } from "./support.js";

const clientsOf = async (harness: SandboxHarness) => (await harness.stats()).clients;

/** Everybody whose page may come back has come at least `visits` times. */
const visited = (harness: SandboxHarness, visits: number) =>
  vi.waitFor(async () => expect((await clientsOf(harness)).visits).toBeGreaterThanOrEqual(visits), {
    timeout: 60_000,
    interval: 50,
  });

test("browsers write back what their pages hold, of themselves and of whom they talk to", async () => {
  const harness = await start({ users: 20, clients: 3, clientsEveryMs: 300 });
  const { people } = (await harness.inspect("GET", "people?count=20")).json as unknown as {
    people: { user: { id: string; name: string } }[];
  };
  const edit = Object.fromEntries(
    people.map(({ user }) => [user.id, { name: "[DELETED]", custom: null, email: null }]),
  );
  await visited(harness, 3);
  expect((await harness.call("PUT", "/users", edit)).status).toBe(200);
  const before = (await clientsOf(harness)).visits;
  await visited(harness, before + 4);
  const back = [];
  for (const { user } of people) {
    const now = (await harness.call("GET", `/users/${encode(user.id)}`)).json;
    if (now.name !== "[DELETED]") back.push(now.name === user.name);
  }
  // More than the three themselves: their partners, too.
  expect(back.length).toBeGreaterThan(3);
  expect(new Set(back)).toEqual(new Set([true]));
  expect(await clientsOf(harness)).toMatchObject({ clients: 3, refused: 0, failed: 0 });
});

test("nobody comes back where browser synchronization is off", async () => {
  const settings = { syncUsers: false, syncConversations: false };
  const harness = await start({ users: 20, clients: 3, clientsEveryMs: 100, settings });
  await visited(harness, 6);
  const { wrote, refused } = await clientsOf(harness);
  expect(wrote).toBe(0);
  expect(refused).toBeGreaterThan(6);
  expect(await harness.journal()).toEqual([]);
});

test("there are none unless they are asked for", async () => {
  const shop = await openShop();
  expect(await clientsOf(shop)).toEqual({ clients: 0, visits: 0, wrote: 0, refused: 0, failed: 0 });
});
