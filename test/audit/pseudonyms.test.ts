import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { emailDigest, Pseudonyms } from "../../src/audit/pseudonyms.js";

const KEY = Buffer.alloc(32, 1);
const pseudonyms = new Pseudonyms(KEY, "app");

test("a pseudonym is 64 hexadecimal digits, always the same, and other for everybody else", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: "grapheme" }), { minLength: 2, maxLength: 20 }), (ids) => {
      const subjects = ids.map((id) => pseudonyms.subject(id));
      for (const subject of subjects) expect(subject).toMatch(/^[0-9a-f]{64}$/);
      expect(new Set(subjects).size).toBe(ids.length);
      expect(ids.map((id) => new Pseudonyms(KEY, "app").subject(id))).toEqual(subjects);
    }),
  );
});

test("another key or another app gives other pseudonyms", () => {
  const others = [new Pseudonyms(Buffer.alloc(32, 2), "app"), new Pseudonyms(KEY, "other")];
  for (const other of others) {
    expect(other.subject("ann")).not.toBe(pseudonyms.subject("ann"));
    expect(other.nameCode("ann")).not.toBe(pseudonyms.nameCode("ann"));
    expect(other.customKey("ann")).not.toBe(pseudonyms.customKey("ann"));
  }
});

test("the app and the ID can't be shifted into each other", () => {
  expect(new Pseudonyms(KEY, "app").subject("a\0b")).not.toBe(new Pseudonyms(KEY, "app\0a").subject("b"));
  expect(new Pseudonyms(KEY, "1").subject("2")).not.toBe(new Pseudonyms(KEY, "12").subject(""));
});

test("with a user's salt anybody can check that user's pseudonym, and no other's", () => {
  const salt = pseudonyms.salt("ann");
  const check = (id: string) => createHmac("sha256", salt).update(id).digest("hex");
  expect(check("ann")).toBe(pseudonyms.subject("ann"));
  expect(check("bob")).not.toBe(pseudonyms.subject("bob"));
});

test("a name's code and a custom key's pseudonym don't help to find the subject", () => {
  expect(pseudonyms.nameCode("ann")).toMatch(/^[0-9a-f]{8}$/);
  expect(pseudonyms.customKey("ann")).toMatch(/^[0-9a-f]{16}$/);
  expect(pseudonyms.subject("ann")).not.toContain(pseudonyms.nameCode("ann"));
  expect(pseudonyms.customKey("ann")).not.toContain(pseudonyms.nameCode("ann"));
});

test("neither the key nor an ID shows when it is printed", () => {
  const printed = JSON.stringify(pseudonyms) + String(pseudonyms.subject("ann"));
  expect(printed).not.toContain(KEY.toString("hex").slice(0, 8));
  expect(printed).not.toContain("ann");
});

test("an address has one pseudonym, however it is written, and both digests that senders make of it", () => {
  const known = "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b";
  expect(emailDigest(" Test@Example.com\n")).toBe(known);
  expect(pseudonyms.emails(["test@example.com", "test@example.com"])).toEqual([pseudonyms.email(known)]);
  expect(pseudonyms.emails(["Test@example.com"])).toHaveLength(2);
  expect(pseudonyms.email(known)).toMatch(/^[0-9a-f]{64}$/);
  expect(pseudonyms.email(known)).toBe(pseudonyms.email(known.toUpperCase()));
  expect(new Pseudonyms(KEY, "other").email(known)).not.toBe(pseudonyms.email(known));
});

test("digests of different purposes and apps can't be compared, whether of text or of its bytes", () => {
  const digest = pseudonyms.digest("body", "text");
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(pseudonyms.digest("body", Buffer.from("text"))).toBe(digest);
  const others = [pseudonyms.digest("key", "text"), new Pseudonyms(KEY, "other").digest("body", "text")];
  expect(others).not.toContain(digest);
});
