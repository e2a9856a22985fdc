import { expect, test } from "vitest";
import { policyInWords } from "../../src/policy/describe.js";
import { parsePolicy } from "../../src/policy/parse.js";
import { wantsWitness } from "../../src/policy/policy.js";
import { PolicyError } from "../../src/policy/problem.js";

const parse = (yaml: string, version = 2) =>
  parsePolicy(`version: ${version}\nselect: { all: true }\n${yaml}`, "test");

test("a policy says in words that a second witness looks, and nothing where none does", () => {
  const { policy } = parse("verify: both");
  expect(wantsWitness(policy)).toBe(true);
  expect(policyInWords(policy).verify.join()).toContain("as other chat participants see them");
  for (const yaml of ["", "verify: rest"]) {
    expect(wantsWitness(parse(yaml).policy)).toBe(false);
    expect(policyInWords(parse(yaml).policy).verify).toEqual([]);
  }
});

test.each([
  ["verify: realtime", 2, "must be `rest` or `both`"],
  ["verify: both", 1, "is a key of `version: 2`"],
])("%s in version %i is refused", (yaml, version, message) => {
  expect(() => parse(yaml, version)).toThrow(PolicyError);
  expect(() => parse(yaml, version)).toThrow(message);
});
