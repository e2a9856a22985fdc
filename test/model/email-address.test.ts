import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalAddress, formsOf } from "../../src/model/email-address.js";

test.each([
  ["jose\u0301@example.org", "jos\u00e9@example.org"],
  ["emil@xn--mnchen-3ya.example", "emil@m\u00fcnchen.example"],
  ["Ina Doe <ina@example.org>", "ina@example.org"],
  ["mailto:ina@example.org?subject=x", "ina@example.org"],
  ["lara\u200b@example.org", "lara@example.org"],
  ["hans@example.org", "hans@example.org."],
  ["  Hans@EXAMPLE.org\n", "hans@example.org"],
  ["hans@\uff45xample.org", "hans@example.org"],
  ["ADA@STRASSE.example", "ada@strasse.example"],
])("%j and %j are one address", (one, other) => {
  expect(canonicalAddress(one)).toBeDefined();
  expect(canonicalAddress(one)).toBe(canonicalAddress(other));
});

test.each([
  ["bob+chat@example.org", "bob@example.org"],
  ["b.ob@example.org", "bob@example.org"],
  ["stra\u00dfe@example.org", "strasse@example.org"],
  ["\u0131rmak@example.org", "irmak@example.org"],
  ["ada@example.org", "ada@example.com"],
])("%j and %j are two, and whoever has one isn't erased for the other", (one, other) => {
  expect(canonicalAddress(one)).toBeDefined();
  expect(canonicalAddress(one)).not.toBe(canonicalAddress(other));
});

test.each(["", "ada", "ada@", "@example.org", "ada@localhost", "paul@[192.0.2.1]", "paul@192.0.2.1", "a b@c.de", "a@b@c",
  "<>", `${"x".repeat(65)}@example.org`, `a@${"x.".repeat(130)}de`, "ada@exa mple.org"])("%j is none", (text) => {
  expect(canonicalAddress(text)).toBeUndefined();
}); // prettier-ignore

test("the canonical form is its own, whatever was written", () => {
  fc.assert(
    fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: "binary" })), (text) => {
      const canonical = canonicalAddress(text);
      if (canonical !== undefined) expect(canonicalAddress(canonical)).toBe(canonical);
    }),
  );
});

test("whoever hashes may have written the domain in either way, or the address as it stands", () => {
  expect(formsOf("Emil@M\u00fcnchen.example")).toEqual([
    "emil@xn--mnchen-3ya.example",
    "emil@m\u00fcnchen.example",
    "Emil@M\u00fcnchen.example",
  ]);
  expect(formsOf("no address")).toEqual(["no address"]);
});
