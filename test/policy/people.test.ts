import { describe, expect, test } from "vitest";
import { contactLikeId } from "../../src/policy/contact-like.js";
import { exclusionOf, needsFreshLook } from "../../src/policy/exclusion.js";
import { parsePolicy } from "../../src/policy/parse.js";
import { inactivityCutoff, selects } from "../../src/policy/selection.js";
import type { User } from "../../src/talkjs/user.js";

const now = new Date("2026-03-31T12:00:00Z");
const nobody: ReadonlySet<string> = new Set();

const selecting = (select: string) => parsePolicy(`version: 1\nselect: ${select}`, "policy.yaml").policy;
const excluding = (exclude: string) =>
  parsePolicy(`version: 1\nselect: { all: true }\nexclude: ${exclude}`, "policy.yaml").policy;
const person = (fields: Partial<User> = {}): User => ({ id: "u1", name: "Ada", createdAt: 0, ...fields });
/** As `JSON.parse` makes it, `__proto__` being a key like any other. */
const custom = (json: string) => JSON.parse(json) as Record<string, string>;

describe("selects", () => {
  const chosen = (user: User, select: string) => selects(user, selecting(select), { now });

  test("everyone", () => {
    expect(chosen(person({ createdAt: now.getTime() }), "{ all: true }")).toBe(true);
  });

  test("users created before a moment, not at it", () => {
    const moment = Date.parse("2024-01-01T00:00:00Z");
    expect(chosen(person({ createdAt: moment - 1 }), "{ createdBefore: 2024-01-01 }")).toBe(true);
    expect(chosen(person({ createdAt: moment }), "{ createdBefore: 2024-01-01 }")).toBe(false);
  });

  test("users older than a duration, not just as old", () => {
    const cutoff = Date.parse("2026-02-28T12:00:00Z");
    expect(chosen(person({ createdAt: cutoff - 1 }), "{ olderThan: 1 month }")).toBe(true);
    expect(chosen(person({ createdAt: cutoff }), "{ olderThan: 1 month }")).toBe(false);
  });

  test("by role, never who has none", () => {
    expect(chosen(person({ role: "guest" }), "{ roles: [seller, guest] }")).toBe(true);
    expect(chosen(person({ role: "Guest" }), "{ roles: [seller, guest] }")).toBe(false);
    expect(chosen(person({ role: null }), "{ roles: [guest] }")).toBe(false);
    expect(chosen(person(), "{ roles: [guest] }")).toBe(false);
  });

  test.each<[condition: string, equal: boolean, different: boolean, empty: boolean, missing: boolean]>([
    ['["==", "free"]', true, false, false, false],
    ['["!=", "free"]', false, true, true, false],
    ['["==", ""]', false, false, true, false],
    ["exists", true, true, true, false],
    ['"!exists"', false, false, false, true],
  ])("custom fields by %s", (condition, equal, different, empty, missing) => {
    const holds = (value?: Record<string, string>) =>
      chosen(person(value ? { custom: value } : {}), `{ custom: { plan: ${condition} } }`);
    expect(holds({ plan: "free" })).toBe(equal);
    expect(holds({ plan: "paid" })).toBe(different);
    expect(holds({ plan: "" })).toBe(empty);
    expect(holds({ other: "free" })).toBe(missing);
    expect(holds()).toBe(missing);
    expect(chosen(person({ custom: null }), `{ custom: { plan: ${condition} } }`)).toBe(missing);
  });

  test("no field that every object inherits", () => {
    expect(chosen(person({ custom: {} }), "{ custom: { constructor: exists } }")).toBe(false);
    expect(chosen(person({ custom: { constructor: "x" } }), "{ custom: { constructor: exists } }")).toBe(
      true,
    );
  });

  test("only users for whom every condition holds", () => {
    const both = '{ roles: [guest], custom: { plan: ["==", "free"], churned: exists } }';
    expect(chosen(person({ role: "guest", custom: { plan: "free", churned: "" } }), both)).toBe(true);
    expect(chosen(person({ role: "guest", custom: { plan: "free" } }), both)).toBe(false);
    expect(chosen(person({ role: "host", custom: { plan: "free", churned: "" } }), both)).toBe(false);
  });

  test.each<[odd: Partial<User>, select: string, whenFit: Partial<User>]>([
    [{ createdAt: "2019-05-01T00:00:00Z" }, "{ createdBefore: 2024-01-01 }", { createdAt: 0 }],
    [{ createdAt: undefined }, "{ olderThan: 1 month }", { createdAt: 0 }],
    [{ role: 5 }, "{ roles: [guest] }", { role: "guest" }],
    [{ role: ["guest"] }, "{ roles: [guest] }", { role: "guest" }],
    [{ custom: "plan" }, "{ custom: { plan: exists } }", { custom: { plan: "" } }],
    [{ custom: 5 }, '{ custom: { plan: "!exists" } }', { custom: [] }],
    [{ custom: { plan: 5 } }, '{ custom: { plan: ["!=", "free"] } }', { custom: { plan: "5" } }],
    [{ custom: { plan: null } }, "{ custom: { plan: exists } }", { custom: { plan: "x" } }],
  ])("nobody for sure by %j, where it is asked for %s", (odd, select, whenFit) => {
    expect(chosen(person(odd), select)).toBe("unclear");
    expect(chosen(person(whenFit), select)).toBe(true);
    expect(chosen(person(odd), "{ all: true }")).toBe(true);
  });

  test("nobody who fails another condition, whatever can't be told", () => {
    const both = "{ olderThan: 1 month, roles: [guest] }";
    expect(chosen(person({ createdAt: null, role: "host" }), both)).toBe(false);
    expect(chosen(person({ createdAt: now.getTime(), role: 5 }), both)).toBe(false);
    expect(chosen(person({ createdAt: 0, role: 5 }), both)).toBe("unclear");
  });

  test("inactivity is left to who sees the conversations, and has a cutoff", () => {
    expect(chosen(person({ createdAt: now.getTime() }), "{ inactiveFor: 1 month }")).toBe(true);
    expect(inactivityCutoff(selecting("{ inactiveFor: 1 month }"), now)).toBe(
      Date.parse("2026-02-28T12:00:00Z"),
    );
    expect(inactivityCutoff(selecting("{ all: true }"), now)).toBeNull();
  });
});

describe("excludes", () => {
  const reason = (user: User, exclude: string, online = nobody) =>
    exclusionOf(user, excluding(exclude), { online });

  test("nobody by default", () => {
    const online = new Set(["u1"]);
    expect(reason(person({ role: "admin", custom: { legalHold: "yes" } }), "{}", online)).toBeNull();
  });

  test.each<[odd: Partial<User>, exclude: string, expected: string | null]>([
    [{ role: 5 }, "{ roles: [admin] }", "unclear"],
    [{ role: ["admin"] }, "{ roles: [admin] }", "unclear"],
    [{ role: 5 }, "{}", null],
    [{ custom: "hold" }, "{ legalHold: { customKey: hold } }", "unclear"],
    [{ custom: [{ hold: "yes" }] }, "{ legalHold: { customKey: hold } }", "unclear"],
    [{ custom: [] }, "{ legalHold: { customKey: hold } }", null],
    [{ custom: { hold: 5 } }, "{ legalHold: { customKey: hold } }", "legal_hold"],
    [{ custom: { hold: null } }, "{ legalHold: { customKey: hold } }", "legal_hold"],
    [{ custom: { hold: true } }, '{ legalHold: { customKey: hold, values: ["true"] } }', "unclear"],
    [{ custom: { hold: null } }, '{ legalHold: { customKey: hold, values: ["true"] } }', "unclear"],
    [{ custom: { age: 5 } }, '{ legalHold: { customKey: hold, values: ["true"] } }', null],
    [{ custom: 5, role: "admin" }, "{ roles: [admin], legalHold: { customKey: hold } }", "role"],
    [{ role: 5, custom: { hold: "" } }, "{ roles: [admin], legalHold: { customKey: hold } }", "legal_hold"],
  ])("%j by %s as %s: where it can't be told, nobody is erased", (odd, exclude, expected) => {
    expect(reason(person(odd), exclude)).toBe(expected);
  });

  test("roles, IDs and who is online", () => {
    expect(reason(person({ role: "admin" }), "{ roles: [admin] }")).toBe("role");
    expect(reason(person({ role: "guest" }), "{ roles: [admin] }")).toBeNull();
    expect(reason(person({ id: "a/b@c" }), "{ ids: [x, a/b@c] }")).toBe("id");
    expect(reason(person(), "{ online: true }", new Set(["u1"]))).toBe("online");
    expect(reason(person(), "{ online: true }", new Set(["u2"]))).toBeNull();
  });

  test.each(["yes", "no", "false", ""])("a legal hold with any value, also %j", (value) => {
    expect(reason(person({ custom: { hold: value } }), "{ legalHold: { customKey: hold } }")).toBe(
      "legal_hold",
    );
  });

  test.each([
    ["yes", "legal_hold"],
    [" YES ", "legal_hold"],
    ["no", null],
    ["", null],
  ])("a legal hold with chosen values: %j gives %s", (value, expected) => {
    const policy = "{ legalHold: { customKey: hold, values: [litigation, Yes] } }";
    expect(reason(person({ custom: { hold: value } }), policy)).toBe(expected);
  });

  test("no legal hold for a field that every object inherits, but for a field of that name", () => {
    for (const key of ["__proto__", "constructor"]) {
      const policy = `{ legalHold: { customKey: ${key} } }`;
      expect(reason(person({ custom: custom("{}") }), policy)).toBeNull();
      expect(reason(person(), policy)).toBeNull();
      expect(reason(person({ custom: custom(`{"${key}": "x"}`) }), policy)).toBe("legal_hold");
    }
  });

  test("for a legal hold first, whatever else holds", () => {
    const policy = "{ roles: [admin], ids: [u1], online: true, legalHold: { customKey: hold } }";
    expect(reason(person({ role: "admin", custom: { hold: "1" } }), policy, new Set(["u1"]))).toBe(
      "legal_hold",
    );
  });

  test.each([
    ["{}", false],
    ["{ ids: [a] }", false],
    ["{ roles: [admin] }", true],
    ["{ legalHold: { customKey: hold } }", true],
    ["{ online: true }", true],
  ])("with %s, a fresh look before the edit is needed: %s", (exclude, expected) => {
    expect(needsFreshLook(excluding(exclude))).toBe(expected);
  });
});

describe("an ID that gives away a contact", () => {
  test.each([
    "ada@example.com",
    "user:ada.l+tag@mail.example.co.uk",
    "ada%40example.com",
    "ädä@exämple.de",
    "tenant/7/ada@example.com/1",
    "ada＠example．com",
  ])("e-mail address: %s", (id) => expect(contactLikeId(id)).toBe("email"));

  test.each([
    "+4915112345678",
    "+49 151 123-456-78",
    "tel:+15551234567",
    "%2B4915112345678",
    "004915112345678",
    "(555) 123-4567",
    "555.123.4567",
    "15551234567",
    "4915112345678",
    "07911123456",
    "whatsapp:4915112345678",
  ])("phone number: %s", (id) => expect(contactLikeId(id)).toBe("phone"));

  test.each([
    "",
    "u1",
    "12345",
    "123456789",
    "1700000000",
    "1700000000000",
    "1234567890123456789",
    "@ada",
    "ada@home",
    "a@b@c",
    "2024-01-01",
    "10.0.0.1",
    "192.168.100.200",
    "550e8400-e29b-41d4-a716-446655440000",
    "user-4915112345678-x",
    "+",
    "00",
    "🦜",
  ])("neither: %s", (id) => expect(contactLikeId(id)).toBeNull());
});
