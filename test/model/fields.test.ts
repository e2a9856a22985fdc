import { describe, expect, test } from "vitest";
import { isBlank } from "../../src/model/blank.js";
import { CLEARED_FIELDS, fieldLabel, FIELDS, USER_FIELDS, type FieldRow } from "../../src/model/fields.js";
import { FIELDS as SANDBOX_FIELDS } from "../../src/sandbox/invented/user-fields.js";
import { parsePolicy } from "../../src/policy/parse.js";
import { defaultPolicy } from "../../src/policy/policy.js";
import { merge } from "../policy/reference-merge.js";

const person = { id: "u1", name: "Ada", createdAt: 0 };
const HOLDING: Record<FieldRow["kind"], unknown> = {
  name: "Ada",
  text: " ",
  list: [""],
  texts: { "": "" },
  tokens: { "fcm:a": null, "fcm:b": true },
};

const FOREIGN = {
  text: [[], {}, 0, false],
  list: ["", {}, 0, false],
  texts: ["", [], 0, false],
  tokens: ["", [], 0, false],
};

test("the fields that TalkJS tells of are all there, and no word for people stands twice", () => {
  const reported = [
    "email",
    "phone",
    "photoUrl",
    "headerPhotoUrl",
    "welcomeMessage",
    "availabilityText",
    "locale",
  ];
  expect(USER_FIELDS).toEqual(expect.arrayContaining(["name", ...reported, "role", "custom", "pushTokens"]));
  const labels = USER_FIELDS.map((field) => FIELDS[field].label);
  expect(new Set(labels).size).toBe(labels.length);
  for (const label of labels) expect(label).toMatch(/^\p{Lu}/u);
});

test("only what the REST API alone answers is private", () => {
  const hidden = USER_FIELDS.filter((field) => FIELDS[field].access === "private");
  expect(hidden).toEqual(["email", "phone", "pushTokens"]);
});

test("the sandbox knows each of them", () => {
  expect(Object.keys(SANDBOX_FIELDS).sort()).toEqual([...USER_FIELDS].sort());
});

describe.each(CLEARED_FIELDS)("%s", (field) => {
  test("is cleared by null, which is what TalkJS was seen to take", () => {
    expect(FIELDS[field].blank).toBeNull();
  });

  test("is blank once it was cleared, whatever it held", () => {
    const held = { ...person, [field]: HOLDING[FIELDS[field].kind] };
    expect(isBlank(field, held[field as keyof typeof held])).toBe(false);
    expect(isBlank(field, merge(held, { [field]: FIELDS[field].blank })[field])).toBe(true);
  });

  test("is blank when it is absent or null", () => {
    expect([undefined, null].map((value) => isBlank(field, value))).toEqual([true, true]);
  });

  test("is not believed blank with a value of another kind", () => {
    for (const value of FOREIGN[FIELDS[field].kind]) expect(isBlank(field, value)).toBe(false);
  });
});

test.each(["name", "motto", "id", "constructor", "__proto__", ""])(
  "%j, which is always there or isn't known, is never believed blank",
  (field) => {
    for (const value of [undefined, null, "", [], {}]) expect(isBlank(field, value)).toBe(false);
  },
);

test("a policy that says nothing does with each field what the table says", () => {
  expect(Object.entries(defaultPolicy.scrub)).toEqual(
    USER_FIELDS.map((field) => [field, FIELDS[field].rule]),
  );
});

test("a policy is warned of every personal field that it keeps, and of no other", () => {
  const rules = CLEARED_FIELDS.map((field) => `${field}: keep`);
  const text = `version: 2\nselect: { all: true }\nexclude: { legalHold: { customKey: hold } }\n`;
  const { warnings } = parsePolicy(`${text}scrub: { ${rules.join(", ")} }\n`, "policy.yaml");
  const personal = CLEARED_FIELDS.filter((field) => FIELDS[field].personal);
  expect(warnings.map(({ path }) => path)).toEqual(personal.map((field) => `scrub.${field}`));
});

test("a name that isn't known stands for itself", () => {
  expect(["photoUrl", "motto", "constructor"].map(fieldLabel)).toEqual(["Photo", "motto", "constructor"]);
});
