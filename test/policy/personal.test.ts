import { expect, test } from "vitest";
import { keptOfPeople } from "../../src/policy/fields.js";
import { policyInWords } from "../../src/policy/describe.js";
import { parsePolicy } from "../../src/policy/parse.js";
import { PolicyError } from "../../src/policy/problem.js";

const parse = (yaml: string, version = 2) =>
  parsePolicy(`version: ${version}\nselect: { all: true }\n${yaml}`, "test");

test("a role is a setting of the app unless the policy calls it personal", () => {
  expect(keptOfPeople(parse("").policy)).toEqual([]);
  const { policy, warnings } = parse(
    "personal: [role, role]\ngrounds: { role: needed to route support chats }",
  );
  expect(keptOfPeople(policy)).toEqual([{ field: "role", ground: "needed to route support chats" }]);
  expect(policyInWords(policy).grounds).toContain("The role counts as a fact about a person.");
  expect(warnings.map(({ path }) => path)).toContain("scrub.role");
  expect(keptOfPeople(parse("personal: [role]\nscrub: { role: blank }").policy)).toEqual([]);
});

test.each([
  ["personal: [email]", 2, "personal[0] is no field that a policy can call personal"],
  ["personal: role", 2, "personal must be a list"],
  ["personal: [role]", 1, "personal is a key of `version: 2`"],
])("%s in version %i is refused", (yaml, version, message) => {
  try {
    parse(yaml, version);
  } catch (error) {
    expect(error).toBeInstanceOf(PolicyError);
    const { problems } = error as PolicyError;
    expect(problems.map(({ path, message: said }) => `${path} ${said}`).join("\n")).toContain(message);
    return;
  }
  throw new Error("it was taken");
});
