import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { UNKNOWN_NAMES, UNKNOWNS, type UnknownName } from "../../src/sandbox/store/unknowns.js";
import { SEEN, type Seen, type SeenName } from "./seen.js";
import { openShop } from "./shop.js";

/** Those that another door shows, and the tests that see them. */
const ELSEWHERE: Record<Exclude<UnknownName, SeenName>, string> = {
  editNotifies: "webhooks.test.ts",
  pendingNotification: "webhooks.test.ts",
  updatedEvent: "webhooks.test.ts",
  deletedEvent: "webhooks.test.ts",
  searchIndex: "realtime/search.test.ts",
};

test.each(Object.entries(ELSEWHERE))("%s is seen by %s under each answer", (name, file) => {
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  expect(text).toContain(name);
  for (const answer of UNKNOWNS[name as UnknownName].answers.slice(1)) expect(text).toContain(`"${answer}"`);
});

describe.each(Object.entries<Seen>(SEEN))("%s", (name, { look, by }) => {
  test("has every answer of the table", () => {
    expect(Object.keys(by)).toEqual([...UNKNOWNS[name as UnknownName].answers]);
  });

  test.each(Object.entries(by))("is %s", async (answer, seen) => {
    const shop = await openShop({ settings: { assumed: { [name]: answer } } });
    expect(await look(shop)).toEqual(seen);
  });

  test("answers the first one unless told otherwise, and another one once it is told while it runs", async () => {
    expect(await look(await openShop())).toEqual(Object.values(by)[0]);
    const shop = await openShop();
    const [last, seen] = Object.entries(by).at(-1) ?? [];
    expect((await shop.settings({ assumed: { [name]: last } })).status).toBe(200);
    expect(await look(shop)).toEqual(seen);
  });
});

test("a setting that there isn't is refused with all that is wrong, and changes nothing", async () => {
  const shop = await openShop();
  const before = (await shop.inspect("GET", "settings")).text;
  const wrong = {
    syncUsers: "no",
    assumed: { deletedCursor: "maybe", other: "x" },
    roles: { a: { fly: true } },
  };
  const { status, json } = await shop.settings(wrong);
  expect(status).toBe(400);
  expect(json.reasons.length).toBeGreaterThanOrEqual(4);
  expect((await shop.inspect("GET", "settings")).text).toBe(before);
});

test("a reset brings back the settings that it was started with", async () => {
  const shop = await openShop({ settings: { syncUsers: false } });
  await shop.settings({ syncUsers: true, assumed: { longText: "refused" } });
  await shop.inspect("POST", "reset");
  expect((await shop.inspect("GET", "settings")).json).toMatchObject({
    syncUsers: false,
    assumed: { longText: "taken" },
  });
});

test("every unknown has a question and different answers", () => {
  for (const name of UNKNOWN_NAMES) {
    expect(UNKNOWNS[name].question).not.toBe("");
    expect(new Set(UNKNOWNS[name].answers).size).toBe(UNKNOWNS[name].answers.length);
  }
});
