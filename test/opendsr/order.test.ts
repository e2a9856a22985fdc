import { expect, test } from "vitest";
import { identitiesOf, orderSchema, submittedProblem, type OpendsrOrder } from "../../src/opendsr/order.js";
import { DOMAIN } from "./certificate.js";
import { orderOf } from "./orders.js";

const CANARY = "canary@example.com";

const problems = (body: unknown, protocol: "opendsr2" | "opengdpr1" = "opendsr2"): string[] => {
  const parsed = orderSchema(protocol, DOMAIN).safeParse(body);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`.trim());
};

const identity = (type: string, format: string, value: unknown = CANARY) => ({
  identity_type: type,
  identity_format: format,
  identity_value: value,
});
const identified = (...identities: unknown[]) => orderOf({ subject_identities: identities });

test("a request of the specification is accepted as it stands", () => {
  const order = orderOf({
    api_version: "2.0",
    status_callback_urls: ["https://examplecontroller.com/opendsr/callbacks"],
    extensions: { "example-other-processor.com": { "foo-other-processor-custom-id": 654321 } },
  });
  expect(problems(order)).toEqual([]);
});

test.each([
  ["no object", [], /expected object/],
  ["no regulation", orderOf({ regulation: undefined }), /^regulation is required$/],
  ["another regulation", orderOf({ regulation: "lgpd" }), /^regulation must be one of gdpr, ccpa$/],
  ["no ID", orderOf({ subject_request_id: undefined }), /^subject_request_id is required$/],
  [
    "an ID in upper case",
    orderOf({ subject_request_id: "A7551968-D5D6-44B2-9831-815AC9017798" }),
    /lower case/,
  ],
  [
    "a UUID of version 1",
    orderOf({ subject_request_id: "a7551968-d5d6-11b2-9831-815ac9017798" }),
    /version 4/,
  ],
  ["portability", orderOf({ subject_request_type: "portability" }), /type isn't supported: only erasure is$/],
  ["access", orderOf({ subject_request_type: "access" }), /isn't supported/],
  ["no time", orderOf({ submitted_time: undefined }), /^submitted_time is required$/],
  ["a date", orderOf({ submitted_time: "2026-03-01" }), /RFC 3339/],
  ["a time without its offset", orderOf({ submitted_time: "2026-03-01T10:00:00" }), /RFC 3339/],
  ["30 February", orderOf({ submitted_time: "2026-02-30T10:00:00Z" }), /RFC 3339/],
  ["an offset that isn't one", orderOf({ submitted_time: "2026-03-01T10:00:00+99:00" }), /RFC 3339/],
  ["a number as time", orderOf({ submitted_time: 1_772_000_000 }), /must be a text/],
  ["no identities", orderOf({ subject_identities: undefined }), /^subject_identities is required$/],
  ["nobody", identified(), /must name somebody/],
  ["101 people", identified(...Array<unknown>(101).fill(identity("email", "raw"))), /at most 100/],
  [
    "a device",
    identified(identity("email", "raw"), identity("android_id", "raw")),
    /^subject_identities\.1 is of a kind that isn't supported: android_id in the format raw$/,
  ],
  ["a weak hash", identified(identity("email", "md5")), /^subject_identities\.0 .*email in the format md5$/],
  ["a hashed user ID", identified(identity("controller_customer_id", "sha256")), /isn't supported/],
  [
    "an unknown type",
    identified(identity("mparticle_id", "raw")),
    /^subject_identities\.0\.identity_type must be an identity type/,
  ],
  [
    "an unknown format",
    identified(identity("email", "rot13")),
    /^subject_identities\.0\.identity_format must be one of/,
  ],
  ["no value", identified(identity("email", "raw", null)), /^subject_identities\.0\.identity_value/],
  [
    "no address",
    identified(identity("email", "raw", "canary")),
    /^subject_identities\.0 has a value that can't be one: email/,
  ],
  ["a long address", identified(identity("email", "raw", `${"x".repeat(250)}@x.de`)), /can't be one/],
  ["no SHA-256", identified(identity("email", "sha256")), /can't be one/],
  ["an empty user ID", identified(identity("controller_customer_id", "raw", "")), /can't be one/],
  ["a long user ID", identified(identity("controller_customer_id", "raw", "x".repeat(256))), /can't be one/],
  ["a dot as user ID", identified(identity("controller_customer_id", "raw", "..")), /can't be one/],
  ["half a character", identified(identity("controller_customer_id", "raw", "\ud83d")), /can't be one/],
  [
    "more than an identity",
    identified({ ...identity("email", "raw"), [CANARY]: 1 }),
    /^subject_identities\.0 /,
  ],
  ["an unknown field", { ...orderOf({}), priority: 1 }, /priority/],
  ["one callback", orderOf({ status_callback_urls: "https://x.example" }), /must be a list/],
  [
    "11 callbacks",
    orderOf({ status_callback_urls: Array<string>(11).fill("https://x.example") }),
    /at most 10/,
  ],
  [
    "an extension for us",
    orderOf({ extensions: { [DOMAIN]: {} } }),
    /^extensions has one for this processor/,
  ],
  ["a list of extensions", orderOf({ extensions: [] }), /must be an object/],
])("%s is refused", (_, body, problem) => {
  const found = problems(body);
  expect(found.join("\n")).toMatch(problem);
  // The server tells unknown fields in words of its own.
  expect(found.filter((text) => !text.includes("Unrecognized")).join()).not.toContain("canary");
});

test("OpenGDPR 1.0 has no field for the regulation", () => {
  const old = orderOf({ regulation: undefined });
  expect(problems(old, "opengdpr1")).toEqual([]);
  expect(orderSchema("opengdpr1", DOMAIN).parse(old).regulation).toBe("gdpr");
});

test("the person asked within a year, and not later than now but for the difference of clocks", () => {
  const now = new Date("2026-03-01T12:00:00Z");
  const problem = (submitted_time: string) => submittedProblem({ submitted_time } as OpendsrOrder, now);
  expect(problem("2026-03-01T12:00:00Z")).toBeUndefined();
  expect(problem("2026-03-01T13:04:59+01:00")).toBeUndefined();
  expect(problem("2026-03-01T12:05:01Z")).toBe("is in the future");
  expect(problem("2025-03-01T12:00:00Z")).toBeUndefined();
  expect(problem("2025-03-01T11:59:59Z")).toBe("is more than a year ago");
});

test("identities become user IDs and e-mail addresses", () => {
  const digest = "ab".repeat(32);
  const parsed = orderSchema("opendsr2", DOMAIN).parse(
    identified(
      identity("controller_customer_id", "raw", "u/1 ü"),
      identity("email", "raw", "a@b.example"),
      identity("email", "sha256", digest),
    ),
  );
  expect(identitiesOf(parsed)).toEqual({
    userIds: ["u/1 ü"],
    emails: [
      { value: "a@b.example", format: "raw" },
      { value: digest, format: "sha256" },
    ],
  });
});
