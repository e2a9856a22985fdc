import { describe, expect, test } from "vitest";
import { parsePolicy } from "../../src/policy/parse.js";
import { defaultPolicy } from "../../src/policy/policy.js";
import { PolicyError } from "../../src/policy/problem.js";
import type { Problem } from "../../src/policy/problem.js";

/** A policy whose first two lines are right. */
const base = (rest = "") => `version: 2\nselect: { all: true }\n${rest}`;

function refusal(text: string): PolicyError {
  try {
    parsePolicy(text, "policy.yaml");
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error("the policy was accepted");
}

function places(problems: readonly Problem[]): string[] {
  return problems.map(({ line, path }) => `${line} ${path}`);
}

test("version and select are all that a policy needs", () => {
  expect(parsePolicy(base(), "policy.yaml").policy).toEqual(defaultPolicy);
});

test("the default blanks everything personal, keeps the role, and is cautious", () => {
  expect(defaultPolicy).toMatchObject({
    version: 2,
    scrub: {
      name: { replace: "[DELETED]" },
      email: "blank",
      phone: "blank",
      photoUrl: "blank",
      headerPhotoUrl: "blank",
      welcomeMessage: "blank",
      availabilityText: "blank",
      locale: "blank",
      role: "keep",
      custom: "blank",
      pushTokens: "blank",
    },
    select: { all: true },
    exclude: { roles: [], ids: [], online: false },
    limits: { maxUsers: 1000, maxShare: 0.1, maxErrorRate: 0.01, maxPlanAge: "24 hours" },
    audit: { customKeys: "pseudonym" },
    watch: { comebacks: "report" },
  });
});

test("values are normalised", () => {
  const { policy } = parsePolicy(
    `version: 1
select:
  createdBefore: 2024-02-29
  olderThan: 1 Months
  inactiveFor: 18   month
  custom: { plan: ["==", "free"], tier: ["!=", ""], churned: exists, consent: "!exists", constructor: exists }
exclude: { roles: [admin, admin], ids: [a, b, a] }
limits: { maxShare: 0.7%, maxErrorRate: 0.05, maxPlanAge: 2 days }
`,
    "policy.yaml",
  );
  expect(policy.select).toEqual({
    createdBefore: "2024-02-29T00:00:00.000Z",
    olderThan: "1 month",
    inactiveFor: "18 months",
    custom: {
      plan: ["==", "free"],
      tier: ["!=", ""],
      churned: "exists",
      consent: "!exists",
      constructor: "exists",
    },
  });
  expect(policy.exclude).toEqual({ roles: ["admin"], ids: ["a", "b"], online: false });
  expect(policy.limits).toEqual({
    maxUsers: 1000,
    maxShare: 0.007,
    maxErrorRate: 0.05,
    maxPlanAge: "2 days",
  });
});

test("keys are text, as they are written", () => {
  const { policy } = parsePolicy(
    "version: 1\nselect: { custom: { 1: exists, 0x1F: exists, no: exists } }",
    "p.yaml",
  );
  expect(policy.select.custom).toEqual({ 1: "exists", "0x1F": "exists", no: "exists" });
});

test.each([
  ["2024-01-01T18:00:00Z", "2024-01-01T18:00:00.000Z"],
  ["2024-01-01T18:00:00", "2024-01-01T18:00:00.000Z"],
  ["2024-01-01T00:30:00+02:00", "2023-12-31T22:30:00.000Z"],
])("%s is a moment in UTC, whatever the machine's zone", (written, moment) => {
  const { policy } = parsePolicy(`version: 1\nselect: { createdBefore: "${written}" }`, "policy.yaml");
  expect(policy.select.createdBefore).toBe(moment);
});

describe("refuses, with the line,", () => {
  test.each<[what: string, text: string, places: string[]]>([
    ["an empty file", "# nothing\n", ["1 "]],
    ["a file that is a list", "- version: 1\n", ["1 "]],
    ["a file that is a number", "3", ["1 "]],
    ["a missing version", "select: { all: true }\n", ["1 version"]],
    ["another version", "\nversion: 3\nselect: { all: true }\n", ["2 version"]],
    ["a quoted version", 'version: "1"\nselect: { all: true }\n', ["1 version"]],
    ["a missing selection", "version: 1\n", ["1 select"]],
    ["an empty selection", "version: 1\nselect:\n", ["2 select"]],
    ["a selection without conditions", "version: 1\nselect: {}\n", ["2 select"]],
    ["all: false", "version: 1\nselect: { all: false }\n", ["2 select.all"]],
    ["all beside conditions", "version: 1\nselect: { all: true, roles: [a] }\n", ["2 select"]],
    ["IDs from two places", "version: 1\nselect:\n  ids: { stdin: true, file: a.txt }\n", ["3 select.ids"]],
    ["no role to select", "version: 1\nselect:\n  roles: []\n", ["3 select.roles"]],
    ["no custom condition", "version: 1\nselect:\n  custom: {}\n", ["3 select.custom"]],
    [
      "a condition on __proto__",
      "version: 1\nselect:\n  custom: { a: exists, __proto__: exists }\n",
      ["3 select.custom"],
    ],
    [
      "an unknown operator",
      'version: 1\nselect:\n  custom:\n    a: exists\n    b: [">", "1"]\n',
      ["5 select.custom.b[0]"],
    ],
    ["a condition without a value", 'version: 1\nselect:\n  custom: { b: ["=="] }\n', ["3 select.custom.b"]],
    [
      "a number as custom value",
      'version: 1\nselect:\n  custom: { b: ["==", 4] }\n',
      ["3 select.custom.b[1]"],
    ],
    ["a key that is a list", "version: 1\nselect:\n  custom: { [a]: exists }\n", ["3 "]],
    [
      "a day that no calendar has",
      "version: 1\nselect:\n  createdBefore: 2023-02-29\n",
      ["3 select.createdBefore"],
    ],
    ["only a year", 'version: 1\nselect:\n  createdBefore: "2023"\n', ["3 select.createdBefore"]],
    ["a year long ago", "version: 1\nselect:\n  createdBefore: 0024-01-01\n", ["3 select.createdBefore"]],
    ["a duration of zero", "version: 1\nselect:\n  olderThan: 0 days\n", ["3 select.olderThan"]],
    ["a negative duration", "version: 1\nselect:\n  olderThan: -3 days\n", ["3 select.olderThan"]],
    ["a broken duration", "version: 1\nselect:\n  olderThan: 1.5 years\n", ["3 select.olderThan"]],
    ["a duration without a unit", "version: 1\nselect:\n  inactiveFor: 12\n", ["3 select.inactiveFor"]],
    ["a duration beyond reason", "version: 1\nselect:\n  olderThan: 51 years\n", ["3 select.olderThan"]],
    ["a name that is kept", base("scrub:\n  name: keep\n"), ["4 scrub.name"]],
    ["an empty name", base('scrub:\n  name: { replace: "" }\n'), ["4 scrub.name.replace"]],
    ["a blank name", base('scrub:\n  name: { replace: "  " }\n'), ["4 scrub.name.replace"]],
    ["a long name", base(`scrub:\n  name: { replace: "${"x".repeat(101)}" }\n`), ["4 scrub.name.replace"]],
    ["a name of two lines", base('scrub:\n  name: { replace: "a\\nb" }\n'), ["4 scrub.name.replace"]],
    ["half a character", base('scrub:\n  name: { replace: "a\\uD800" }\n'), ["4 scrub.name.replace"]],
    [
      "an e-mail address as name",
      base("scrub:\n  name: { replace: ask dpo@example.com }\n"),
      ["4 scrub.name.replace"],
    ],
    ["a code in a fixed name", base('scrub:\n  name: { replace: "x {code}" }\n'), ["4 scrub.name.replace"]],
    [
      "a pseudonym without code",
      base("scrub:\n  name: { pseudonym: Deleted }\n"),
      ["4 scrub.name.pseudonym"],
    ],
    ["two kinds of name", base('scrub:\n  name: { replace: a, pseudonym: "{code}" }\n'), ["4 scrub.name"]],
    ["an unknown rule", base("scrub:\n  email: erase\n"), ["4 scrub.email"]],
    ["no key to keep", base("scrub:\n  custom:\n    blankAllBut: []\n"), ["5 scrub.custom.blankAllBut"]],
    ["no key to blank", base("scrub:\n  custom: { blankOnly: [] }\n"), ["4 scrub.custom.blankOnly"]],
    [
      "two choices of keys",
      base("scrub:\n  custom: { blankOnly: [a], blankAllBut: [b] }\n"),
      ["4 scrub.custom"],
    ],
    [
      "an unknown choice of keys",
      base("scrub:\n  custom: { blankEverything: [a] }\n"),
      ["4 scrub.custom.blankEverything"],
    ],
    ["an empty section", base("exclude:\n"), ["3 exclude"]],
    ["a number as ID", base("exclude:\n  ids:\n    - a\n    - 12\n"), ["6 exclude.ids[1]"]],
    [
      "a hold without its key",
      base("exclude:\n  legalHold: { values: [x] }\n"),
      ["4 exclude.legalHold.customKey"],
    ],
    [
      "a hold without a value",
      base("exclude:\n  legalHold: { customKey: h, values: [] }\n"),
      ["4 exclude.legalHold.values"],
    ],
    ["no users at most", base("limits: { maxUsers: 0 }\n"), ["3 limits.maxUsers"]],
    ["fewer than no users", base("limits: { maxUsers: -5 }\n"), ["3 limits.maxUsers"]],
    ["half a user", base("limits: { maxUsers: 1.5 }\n"), ["3 limits.maxUsers"]],
    ["infinitely many users", base("limits: { maxUsers: .inf }\n"), ["3 limits.maxUsers"]],
    ["a share of zero", base("limits: { maxShare: 0% }\n"), ["3 limits.maxShare"]],
    ["a negative share", base("limits: { maxShare: -0.1 }\n"), ["3 limits.maxShare"]],
    ["a share above the whole", base("limits: { maxShare: 101% }\n"), ["3 limits.maxShare"]],
    ["a share of ten", base("limits: { maxShare: 10 }\n"), ["3 limits.maxShare"]],
    ["a share of one, all or one percent", base("limits: { maxShare: 1 }\n"), ["3 limits.maxShare"]],
    ["a share that is no number", base("limits: { maxErrorRate: .nan }\n"), ["3 limits.maxErrorRate"]],
    ["a plan that lasts a year", base("limits: { maxPlanAge: 1 year }\n"), ["3 limits.maxPlanAge"]],
    ["a key that stands twice", base("limits: { maxUsers: 1, maxUsers: 2 }\n"), ["3 "]],
    ["a second document", base("---\nversion: 1\n"), ["3 "]],
    ["tabs", base("limits:\n\tmaxUsers: 3\n"), ["4 "]],
    ["an alias without anchor", base("exclude: { ids: [*x] }\n"), ["1 "]],
    ["a tag", base("exclude: { ids: [!secret x] }\n"), ["3 "]],
    ["__proto__ as a section", base("__proto__: { limits: {} }\n"), ["3 __proto__"]],
  ])("%s", (_what, text, expected) => {
    const { problems } = refusal(text);
    expect(places(problems)).toEqual(expected);
    for (const { message, remedy } of problems) expect([message, remedy]).not.toContain("");
  });
});

test("a role that is selected and excluded is refused where it is excluded, beside problems elsewhere", () => {
  const text = `version: 1
select:
  roles: [guest, admin]
  custom: { hold: exists }
exclude:
  roles:
    - owner
    - admin
  legalHold: { customKey: hold }
limits: { maxUsers: 0 }
`;
  expect(places(refusal(text).problems)).toEqual([
    "4 select.custom.hold",
    "8 exclude.roles[1]",
    "10 limits.maxUsers",
  ]);
});

test("all problems are told at once, in the order of the file, and in the message", () => {
  const error = refusal(`version: 1
scrubb: {}
scrub:
  e-mail: blank
  Photo_Url: keep
select: { rolls: [a] }
limits:
  maxUsers: -1
  maxShare: lots
`);
  expect(places(error.problems)).toEqual([
    "2 scrubb",
    "4 scrub.e-mail",
    "5 scrub.Photo_Url",
    "6 select.rolls",
    "8 limits.maxUsers",
    "9 limits.maxShare",
  ]);
  expect(error.problems.slice(0, 4).map(({ remedy }) => remedy)).toEqual([
    "Did you mean `scrub`?",
    "Did you mean `email`?",
    "Did you mean `photoUrl`?",
    "Did you mean `roles`?",
  ]);
  expect(error.code).toBe("POLICY_INVALID");
  expect(error.exitCode).toBe(2);
  expect(error.message).toContain("policy.yaml has 6 problems");
  for (const { line, path } of error.problems) expect(error.message).toContain(`line ${line}, ${path}: `);
});

test("an unknown key that is close to none gets the list of known ones", () => {
  expect(refusal(base("limits: { speed: 3 }\n")).problems[0]?.remedy).toBe(
    "Known here: `maxUsers`, `maxShare`, `maxFall`, `maxErrorRate`, `maxPlanAge`.",
  );
});

test("no message repeats what could be a person", () => {
  const person = "ada@example.com";
  const texts = [
    base(`${person}: 1\n`),
    base(`exclude: { ids: { ${person}: true } }\n`),
    base(`exclude: { ids: [*${person}] }\n`),
    base(`exclude: { ids: [!${person} x] }\n`),
    base(`exclude:\n  ids:\n  - ${person}\n ${person}\n: "${person}`),
    base(`scrub: { name: { replace: ${person} } }\n`),
    `version: 1\nselect: { custom: { ${person}: { a: 1 } } }\n`,
    `version: 1\nselect: { createdBefore: ${person}, olderThan: ${person} }\n`,
    base(`limits: { maxUsers: ${person}, maxShare: ${person} }\n`),
  ];
  for (const text of texts) {
    const error = refusal(text);
    expect(JSON.stringify([error.message, error.remedy, error.problems])).not.toMatch(/ada|example\.com/);
  }
});

test("aliases that multiply without end are refused in no time", () => {
  const levels = Array.from({ length: 12 }, (_, level) =>
    level === 0
      ? "l0: &l0 [x]"
      : `l${level}: &l${level} [${Array(9)
          .fill(`*l${level - 1}`)
          .join(", ")}]`,
  );
  expect(places(refusal(base(levels.join("\n"))).problems)).toEqual(["1 "]);
});

test("one slip is told once per line, in the order of the file", () => {
  expect(places(refusal("[".repeat(2000)).problems)).toEqual(["1 "]);
  const lines = refusal(base("exclude: { ids: [!a x,\n  *b,\n  %c] }\n")).problems.map(
    ({ line }) => line ?? 0,
  );
  expect(lines.length).toBeGreaterThan(1);
  expect(lines).toEqual([...lines].sort((a, b) => a - b));
});

test("an alias that resolves is followed, and a problem in it has a line", () => {
  expect(places(refusal(base("limits: &l { maxUsers: 0 }\nscrub: *l\n")).problems)).toEqual([
    "3 limits.maxUsers",
    "4 scrub.maxUsers",
  ]);
});

describe("warns", () => {
  const warned = (text: string) => places(parsePolicy(text, "policy.yaml").warnings);
  const held = "exclude: { legalHold: { customKey: hold } }\n";

  test("of nothing when personal data goes and holds are configured", () => {
    expect(warned(base(held))).toEqual([]);
  });

  test("of a missing legal hold", () => {
    expect(warned(base())).toEqual(["1 exclude"]);
    expect(warned(base("exclude: { roles: [admin] }\n"))).toEqual(["3 exclude"]);
  });

  test("of personal data that stays", () => {
    expect(warned(base(`${held}scrub:\n  email: keep\n  role: keep\n  custom: keep\n`))).toEqual([
      "5 scrub.email",
      "7 scrub.custom",
    ]);
    expect(warned(base(`${held}scrub: { custom: { blankOnly: [a] } }\n`))).toEqual(["4 scrub.custom"]);
  });

  test("of limits that limit nothing", () => {
    expect(warned(base(`${held}limits: { maxShare: 100%, maxErrorRate: 100% }\n`))).toEqual([
      "4 limits.maxShare",
      "4 limits.maxErrorRate",
    ]);
  });

  test("of a selection that reaches people who are still there", () => {
    expect(warned(`version: 2\n${held}select: { inactiveFor: 6 days, olderThan: 1 week }\n`)).toEqual([
      "3 select.inactiveFor",
    ]);
  });

  test("of key names that stay in the audit log", () => {
    expect(warned(base(`${held}audit: { customKeys: names }\n`))).toEqual(["4 audit.customKeys"]);
  });
});
