import { expect, test } from "vitest";
import { PAGES, readPage, rendered } from "../../reference/pages.js";
import { sections } from "../../reference/settings.js";
import { loadConfig } from "../../src/config/config.js";
import { SETTINGS } from "../../src/config/environment.js";

test.each(Object.keys(PAGES))("%s is as the program is: npm run docs", async (page) => {
  expect(await readPage(page)).toBe(await rendered(page));
});

const described = sections
  .filter(({ title }) => title !== "Only for docker-compose.yml")
  .flatMap(({ settings }) => settings);

test(".env.example describes every setting, and none that isn't read", () => {
  expect(described.map(({ name }) => name).sort()).toEqual([...SETTINGS].sort());
  for (const { name, description } of described) expect(description, name).not.toBe("");
});

test("what .env.example shows as default is the default", () => {
  const shown = Object.fromEntries(described.map(({ name, fallback }) => [name, fallback]));
  expect(shown["TALKJS_RATE"]).toBe("9");
  expect(loadConfig(shown)).toEqual(loadConfig({}));
});
