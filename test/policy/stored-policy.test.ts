import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { describePolicy } from "../../src/policy/describe.js";
import { policyDigest } from "../../src/policy/digest.js";
import { parsePolicy } from "../../src/policy/parse.js";
import { defaultPolicy, policyFromJson, wantsWitness, type Policy } from "../../src/policy/policy.js";
import type { ScrubRules } from "../../src/policy/scrub-schema.js";
import { CLEARED_FIELDS } from "../../src/model/fields.js";
import { PolicyError } from "../../src/policy/problem.js";
import { unknownRule } from "../../src/policy/unknown-fields.js";

const example = readFileSync(new URL("../../policies/default.yaml", import.meta.url), "utf8");

const rich = parsePolicy(
  `version: 1
scrub: { name: { pseudonym: "Gone {code}" }, email: keep, custom: { blankAllBut: [plan, "länge"] } }
select:
  ids: { file: people.txt }
  createdBefore: 2024-01-01
  olderThan: 24 months
  roles: [guest, seller]
  custom: { plan: ["==", "secret value"], churned: exists, consent: "!exists", tier: ["!=", "gold"] }
  inactiveFor: 18 months
exclude: { ids: [ada-1, bob-2], roles: [admin], legalHold: { customKey: hold, values: ["yes"] }, online: true }
limits: { maxUsers: 5000, maxShare: 100%, maxErrorRate: 0.5%, maxPlanAge: 2 hours }
audit: { customKeys: names }
watch: { comebacks: scrub }
`,
  "policy.yaml",
).policy;

/** The same value with the keys of every mapping in another order. */
function shuffled(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((part) => shuffled(part, random));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as Record<string, unknown>).map(([key, part]) => ({
    key,
    part,
    order: random(),
  }));
  entries.sort((a, b) => a.order - b.order);
  return Object.fromEntries(entries.map(({ key, part }) => [key, shuffled(part, random)]));
}

test.each([
  ["the default", defaultPolicy],
  ["a rich one", rich],
])("%s comes back from its JSON as it was, with the same digest", (_name, policy) => {
  const stored = policyFromJson(JSON.parse(JSON.stringify(policy)));
  expect(stored).toEqual(policy);
  expect(policyDigest(stored)).toBe(policyDigest(policy));
});

test("what was stored before watches were known reports comebacks", () => {
  const { watch, ...older } = defaultPolicy;
  expect(policyFromJson(older)).toEqual({ ...older, watch });
  expect(watch).toEqual({ comebacks: "report" });
});

test("schedules change neither the policy nor its digest", () => {
  const text = "version: 2\nselect: { all: true }\n";
  const scheduled = `${text}schedules: [{ name: nightly, cron: "30 2 * * *", timeZone: Europe/Berlin }]\n`;
  const file = parsePolicy(scheduled, "policy.yaml");
  expect(file.schedules).toHaveLength(1);
  expect(file.policy).toEqual(defaultPolicy);
  expect(policyDigest(file.policy)).toBe(policyDigest(parsePolicy(text, "policy.yaml").policy));
});

/** The fields that were known when the first policies were stored. */
const FIRST = [
  ...["name", "email", "phone", "photoUrl", "headerPhotoUrl", "welcomeMessage", "availabilityText", "locale"],
  ...["role", "custom", "pushTokens"],
];

/** What the built-in policy was before `version: 2`. */
const ofVersion1: Policy = { ...defaultPolicy, version: 1 };

test("a policy of version 1 has the digest that it had before, whatever comes to be known", () => {
  const scrub = Object.fromEntries(
    Object.entries(ofVersion1.scrub).filter(([field]) => FIRST.includes(field)),
  ) as ScrubRules;
  expect(Object.keys(scrub)).toHaveLength(FIRST.length);
  expect(policyDigest({ ...ofVersion1, scrub })).toBe(
    "sha256:e007c0de348a110de94b19efa0c2132c8495bab2f0c355aeb47943651718fc7f",
  );
});

test("a policy file of version 1 has the digest that README showed for it", () => {
  const text = `version: 1
select: { olderThan: 24 months }
exclude:
  legalHold: { customKey: legalHold }
  roles: [admin]
limits: { maxUsers: 5000, maxShare: 60% }
`;
  expect(policyDigest(parsePolicy(text, "policy.yaml").policy)).toBe(
    "sha256:960b70b1c63fed0ea91008001abf899441b23f9b2700c468056059a627f17538",
  );
});

test("what version 1 says of fields that aren't known is report, in its words too, and stays so when it is stored", () => {
  const stored = policyFromJson(JSON.parse(JSON.stringify(ofVersion1)));
  expect(stored).toEqual(ofVersion1);
  expect(unknownRule(stored, "nickname")).toBe("report");
  expect(describePolicy(stored)).toContain("Fields that Scrubjay doesn't know stay, and are named.");
  expect(unknownRule(defaultPolicy, "nickname")).toBe("blank");
  expect(policyDigest(defaultPolicy)).not.toBe(policyDigest(ofVersion1));
});

test("a limit on missing users is in the digest only of a policy that names it", () => {
  const limits = { ...defaultPolicy.limits, maxFall: 0.1 };
  expect(JSON.stringify(defaultPolicy)).not.toContain("maxFall");
  expect(policyDigest({ ...defaultPolicy, limits })).not.toBe(policyDigest(defaultPolicy));
  expect(policyFromJson({ ...defaultPolicy, limits }).limits).toEqual(limits);
});

test("a second witness is in the digest only of a policy that names it", () => {
  expect(policyDigest(defaultPolicy)).toBe(
    "sha256:1981ccb2a4f82763be1933fc2abe47fde5de515be8ba43b8927d0e3783acc90b",
  );
  const both = { ...defaultPolicy, verify: "both" as const };
  expect(policyFromJson(JSON.parse(JSON.stringify(both)))).toEqual(both);
  expect(policyDigest(both)).not.toBe(policyDigest(defaultPolicy));
  expect([defaultPolicy, ofVersion1, both].map(wantsWitness)).toEqual([false, false, true]);
});

test.each(CLEARED_FIELDS)("what was stored before %s was known keeps it", (field) => {
  const { [field]: _, ...older } = defaultPolicy.scrub;
  const { scrub, ...rest } = policyFromJson({ ...defaultPolicy, scrub: older });
  expect(scrub).toEqual({ ...defaultPolicy.scrub, [field]: "keep" });
  expect({ ...rest, scrub: defaultPolicy.scrub }).toEqual(defaultPolicy);
});

test("the digest does not depend on the order of keys", () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (stream) => {
      const random = () => stream.next().value as number;
      expect(policyDigest(policyFromJson(shuffled(rich, random)))).toBe(policyDigest(rich));
    }),
  );
});

test("the digest is SHA-256 and differs for whatever differs", () => {
  expect(policyDigest(defaultPolicy)).toMatch(/^sha256:[0-9a-f]{64}$/);
  const others = [
    rich,
    { ...rich, limits: { ...rich.limits, maxUsers: 5001 } },
    { ...rich, exclude: { ...rich.exclude, ids: ["ada-1"] } },
    { ...defaultPolicy, scrub: { ...defaultPolicy.scrub, locale: "keep" as const } },
  ];
  expect(new Set([defaultPolicy, ...others].map(policyDigest)).size).toBe(5);
});

test.each([
  null,
  {},
  [],
  "x",
  { ...defaultPolicy, version: 3 },
  { ...defaultPolicy, version: 1, unknownFields: "report" },
  { ...defaultPolicy, version: 1, verify: "rest" },
  { ...defaultPolicy, later: true },
  { ...defaultPolicy, schedules: [] },
  { ...defaultPolicy, scrub: null },
  { ...defaultPolicy, scrub: [] },
  { ...defaultPolicy, scrub: "blank" },
])("stored JSON that this program can't read is an error without a line: %j", (value) => {
  expect(() => policyFromJson(value)).toThrow(PolicyError);
  expect(() => policyFromJson(value)).not.toThrow(/line/);
});

test("the example policy is valid, and its comments' alternatives are too", () => {
  expect(parsePolicy(example, "default.yaml").warnings).toEqual([]);
  const { policy } = parsePolicy(example, "default.yaml");
  expect(policy.scrub).toEqual(defaultPolicy.scrub);
  expect(policy.limits).toEqual(defaultPolicy.limits);
  expect(policy.audit).toEqual(defaultPolicy.audit);
  expect(policy.watch).toEqual(defaultPolicy.watch);
  const commented = example.slice(example.indexOf("# schedules:")).replaceAll(/^# /gm, "");
  const { schedules } = parsePolicy(`version: 1\nselect: { all: true }\n${commented}`, "schedules");
  expect(schedules).toEqual([
    { name: "nightly", cron: "30 2 * * *", timeZone: "Europe/Berlin", approval: "wait", kind: "sweep" },
  ]);
  const lines = example.split("\n");
  const alternatives = lines.flatMap((line, index) =>
    /^ {2}# (\w+: [[{"]|\w+: \d)/.test(line) ? [index] : [],
  );
  expect(alternatives.length).toBeGreaterThanOrEqual(7);
  for (const index of alternatives) {
    const key = /# (\w+):/.exec(lines[index] ?? "")?.[1] ?? "";
    const other = lines.map((line, at) => {
      if (at === index) return line.replace("# ", "");
      return line.startsWith(`  ${key}:`) ? "" : line;
    });
    expect(() => parsePolicy(other.join("\n"), `line ${index + 1}`)).not.toThrow();
  }
});

test("a policy says in plain English what it does", () => {
  expect(describePolicy(rich)).toEqual([
    'The name becomes "Gone {code}", where {code} is a keyed code that differs per user.',
    expect.stringMatching(/^Blanked: phone numbers, photo, header photo, .*, language, push tokens\.$/),
    "Kept: e-mail addresses, role.",
    'Every custom field is blanked but "plan" and "länge".',
    "Fields that Scrubjay doesn't know stay, and are named.",
    'Selected: users listed in the ID file, and created before 2024-01-01 (UTC), and created more than 24 months ago, and with the role "guest" or "seller", and whose custom field "plan" has the value given in the policy, and with the custom field "churned", and without the custom field "consent", and whose custom field "tier" has another value than the one given in the policy, and inactive for 18 months.',
    'Excluded: users on legal hold (custom field "hold" with one of 1 value); users with the role "admin"; 2 users by ID; users who are online.',
    "A run scrubs at most 5,000 users and at most 100% of all users.",
    "A plan is refused when more than 10% of the users seen last time are missing.",
    "A run stops when more than 0.5% of the users handled fail.",
    "A plan is applied within 2 hours.",
    "The audit log names the custom fields that were blanked.",
    "Erased people whose data came back are scrubbed again by a watch.",
  ]);
});

test("the description of a policy names no ID, no value and no file", () => {
  expect(describePolicy(rich).join("\n")).not.toMatch(/ada-1|bob-2|secret value|people\.txt|yes/);
});

test("the default policy describes everyone, nobody excluded", () => {
  expect(describePolicy(defaultPolicy)).toEqual(
    expect.arrayContaining(["Selected: every user.", "Excluded: nobody.", "Every custom field is blanked."]),
  );
});
