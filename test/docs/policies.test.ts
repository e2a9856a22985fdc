import { expect, test } from "vitest";
import { parsePolicy } from "../../src/policy/parse.js";
import { blocksOf, markdownFiles, read } from "./pages.js";

const policies = markdownFiles().flatMap((page) =>
  blocksOf(read(page))
    .filter(({ language, text }) => language === "yaml" && /^version: 2$/m.test(text))
    .map(({ text, line }) => [`${page}:${line}`, text] as const),
);

test("the cookbook has policies", () => {
  expect(policies.length).toBeGreaterThan(5);
});

test.each(policies)("the policy at %s can be read", (place, text) => {
  expect(parsePolicy(text, place).policy.version).toBe(2);
});
