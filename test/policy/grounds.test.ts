import { describe, expect, test } from "vitest";
import { describePolicy } from "../../src/policy/describe.js";
import { policyDigest } from "../../src/policy/digest.js";
import { fieldsOf } from "../../src/policy/fields.js";
import { parsePolicy } from "../../src/policy/parse.js";
import { PolicySchema } from "../../src/policy/policy.js";
import { PolicyError } from "../../src/policy/problem.js";

const parse = (yaml: string) =>
  parsePolicy(`version: 1\nselect: { all: true }\n${yaml}`, "policy.yaml").policy;

function problemsOf(yaml: string): string[] {
  try {
    parse(yaml);
    return [];
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.problems.map(({ line, path, message }) => `${line} ${path} ${message}`);
  }
}

describe("grounds", () => {
  test("say for each kept field why it is kept; a field without one says so", () => {
    const policy = parse(`scrub: { locale: keep, email: keep }
grounds:
  role: needed to route support chats
  locale: e-mails of the contract are in it`);
    expect(fieldsOf(policy).keeps).toEqual([
      { field: "email", ground: null },
      { field: "locale", ground: "e-mails of the contract are in it" },
      { field: "role", ground: "needed to route support chats" },
    ]);
  });

  test.each([
    ["keep", "custom"],
    ["{ blankAllBut: [plan] }", "custom (1 key named in the policy)"],
    ["{ blankOnly: [birthday] }", "custom (all other keys)"],
  ])("of custom fields speak of the keys that are kept: %s", (rule, field) => {
    const policy = parse(`scrub: { custom: ${rule} }\ngrounds: { custom: part of the contract }`);
    expect(fieldsOf(policy).keeps).toContainEqual({ field, ground: "part of the contract" });
  });

  test("are told in the policy's description", () => {
    const policy = parse("scrub: { custom: keep }\ngrounds: { role: routing, custom: the contract runs on }");
    expect(describePolicy(policy)).toEqual(
      expect.arrayContaining([
        "The role is kept because: routing",
        "Custom fields are kept because: the contract runs on",
      ]),
    );
  });

  test("are optional: a policy without them is the same as before there were any, and has the same digest", () => {
    const policy = parse("");
    expect(policy).not.toHaveProperty("grounds");
    const withGrounds = parse("grounds: { role: routing }");
    expect(policyDigest(withGrounds)).not.toBe(policyDigest(policy));
    expect(policyDigest(PolicySchema.parse(JSON.parse(JSON.stringify(withGrounds))))).toBe(
      policyDigest(withGrounds),
    );
  });

  test("of a field that is blanked are a contradiction, at their line", () => {
    expect(
      problemsOf("scrub: { role: keep }\ngrounds:\n  role: routing\n  email: wanted\n  custom: wanted"),
    ).toEqual([
      expect.stringMatching(/^6 grounds\.email .*`scrub` blanks/) as string,
      expect.stringMatching(/^7 grounds\.custom .*`scrub` blanks/) as string,
    ]);
  });

  test.each([
    ["of something that is no field", "grounds: { nickname: x }", "nickname"],
    ["of the name, which is never kept", "grounds: { name: x }", "name"],
    ["that is empty", 'grounds: { role: "" }', "grounds.role"],
    ["that is no text", "grounds: { role: 5 }", "grounds.role"],
    ["with white space around", 'grounds: { role: " x" }', "white space"],
    ["with a line break", 'grounds: { role: "a\\nb" }', "line break"],
    ["with what turns a terminal", 'grounds: { role: "a\\u001b[2J" }', "control character"],
    ["that is too long", `grounds: { role: ${"x".repeat(201)} }`, "longer than 200"],
    ["that names an e-mail address", "grounds: { role: ask someone@example.test }", "e-mail address"],
    ["that names a phone number", 'grounds: { role: "call +491700000000 first" }', "phone number"],
  ])("are refused: one %s", (_, yaml, problem) => {
    expect(problemsOf(yaml).join("\n")).toContain(problem);
  });

  test("may have 200 characters, of any script", () => {
    expect(parse(`grounds: { role: ${"я".repeat(200)} }`).grounds).toEqual({ role: "я".repeat(200) });
  });
});
