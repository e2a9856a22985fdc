import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describePolicy } from "../../src/policy/describe.js";
import { fieldsOf, keptOfPeople } from "../../src/policy/fields.js";
import { parsePolicy } from "../../src/policy/parse.js";
import { defaultPolicy } from "../../src/policy/policy.js";
import { PolicyError } from "../../src/policy/problem.js";
import { othersName, shownName } from "../../src/policy/field-name.js";
import { MOST_UNKNOWN_OF_ONE, unknownFields, unknownRule } from "../../src/policy/unknown-fields.js";
import { UserSchema } from "../../src/talkjs/user.js";
import { awkwardKey } from "./reference-merge.js";

const parse = (yaml: string, version = 2) =>
  parsePolicy(
    `version: ${version}\nselect: { all: true }\nexclude: { legalHold: { customKey: hold } }\n${yaml}`,
    "p",
  );
const user = (fields: string) =>
  UserSchema.parse(JSON.parse(`{"id":"kim","name":"Kim","createdAt":1${fields}}`));

function problems(yaml: string, version = 2): string[] {
  try {
    parse(yaml, version);
    return [];
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.problems.map(({ line, path, message, remedy }) => `${line} ${path} ${message}. ${remedy}`);
  }
}

describe("What nobody knows of a user", () => {
  test("is every field that holds something and isn't in the table, whatever it is called", () => {
    const kim =
      user(`,"email":["k"],"nickname":"k","bio":"","tags":[],"prefs":{},"gone":null,"zero":0,"no":false,
      "__proto__":{"a":1},"constructor":5,"":[null]`);
    expect(unknownFields(kim)).toEqual({
      names: ["nickname", "zero", "no", "__proto__", "constructor", ""],
      others: 0,
    });
    expect(unknownFields(kim, (name) => name === "no")).toEqual({ names: ["no"], others: 0 });
  });

  test("is counted together where an answer has more names than anybody reads", () => {
    const flood = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`field${i}`, i + 1]));
    const { names, others } = unknownFields({ id: "kim", ...flood });
    expect([names.length, others]).toEqual([MOST_UNKNOWN_OF_ONE, 250 - MOST_UNKNOWN_OF_ONE]);
    expect(othersName(others)).toBe("unknown:150-more");
  });
});

describe("The name of a field", () => {
  const code = () => "0badc0de";

  test.each(["nickname", "timeZone", "bio", "address2", "_meta", "$id", "größe", "e-mail", "x".repeat(40)])(
    "%j stands as it is",
    (name) => expect(shownName(name, code)).toBe(name),
  );

  test.each([
    ...[
      "kim@example.org",
      "+49 30 1234567",
      "tel:5551234",
      "user_4711",
      "a1b2c3d4-e5f6",
      "Kim Jensen",
      "x".repeat(41),
    ],
    ...["", " ", "a.b", "__proto__", "constructor", "a\u0000", "\ud800", "unknown:0badc0de", "5"],
  ])("%j could be a person, or can't be written down, and is shown as a pseudonym", (name) => {
    expect(shownName(name, code)).toBe("unknown:0badc0de");
  });

  test("is never taken for that of a known field or for a pseudonym", () => {
    fc.assert(
      fc.property(fc.oneof(awkwardKey, fc.string({ unit: "binary" })), (name) => {
        expect(shownName(name, code)).toMatch(/^(unknown:0badc0de|[\p{L}\p{N}_$-]{1,40})$/u);
      }),
    );
  });
});

describe("A policy says of fields that aren't known", () => {
  test.each([
    ["", "blank"],
    ["unknownFields: blank", "blank"],
    ["unknownFields: report", "report"],
    ["unknownFields: { keep: [timeZone] }", "blank"],
    ["unknownFields: { keep: [nickname, nickname] }", "keep"],
  ])("%j: nickname → %s", (yaml, rule) => {
    expect(unknownRule(parse(yaml).policy, "nickname")).toBe(rule);
  });

  test("which stay, and why; that stands among what it keeps of people", () => {
    const { policy, warnings } = parse(
      "unknownFields: { keep: [timeZone, bio], ground: the contract runs on }",
    );
    expect(warnings).toEqual([]);
    const kept = ["timeZone", "bio"].map((field) => ({ field, ground: "the contract runs on" }));
    expect(fieldsOf(policy).keeps).toEqual([{ field: "role", ground: null }, ...kept]);
    expect(keptOfPeople(policy)).toEqual(kept);
    expect(describePolicy(policy)).toEqual(
      expect.arrayContaining([
        `Fields that Scrubjay doesn't know are blanked where TalkJS takes that, and named where it doesn't; "timeZone" and "bio" are kept.`,
        `"timeZone" and "bio" are kept because: the contract runs on`,
      ]),
    );
    expect(keptOfPeople(parse("unknownFields: report").policy)).toEqual([]);
  });

  test("with a warning where it lets something stay without saying why", () => {
    const warned = (yaml: string, version?: number) => parse(yaml, version).warnings.map(({ path }) => path);
    expect(warned("unknownFields: blank")).toEqual([]);
    expect(warned("unknownFields: report")).toEqual(["unknownFields"]);
    expect(warned("unknownFields: { keep: [bio] }")).toEqual(["unknownFields"]);
    expect(warned("", 1)).toEqual(["version"]);
  });

  test("nothing in version 1, which is told what to write", () => {
    expect(problems("unknownFields: blank", 1)).toEqual([
      "4 unknownFields is a key of `version: 2`. Write `version: 2`; nothing else changes its meaning.",
    ]);
    expect(defaultPolicy.version).toBe(2);
  });

  test.each([
    ["unknownFields: keep", /^4 unknownFields must be `blank`, `report` or a choice/],
    ["unknownFields: 5", /^4 unknownFields must be `blank`, `report` or a choice/],
    ["unknownFields: { keep: [] }", /^4 unknownFields.keep keeps no field/],
    ["unknownFields: { ground: x }", /^4 unknownFields.keep must be a list/],
    [
      "unknownFields: { keep: [email] }",
      /^4 unknownFields.keep\[0\] is a field that is known. Write it under `scrub`/,
    ],
    [
      "unknownFields: { keep: [kim@example.org] }",
      /^4 unknownFields.keep\[0\] isn't one word, or could be a person/,
    ],
    ["unknownFields: { keep: [bio], ground: ask kim@example.org }", /^4 unknownFields.ground looks like/],
    ["unknownFields: { keeps: [bio] }", /^4 unknownFields/],
  ])("nothing that can't be meant: %s", (yaml, problem) => {
    const found = problems(yaml);
    expect(found[0]).toMatch(problem);
    expect(found.join()).not.toContain("kim@example.org");
  });
});
