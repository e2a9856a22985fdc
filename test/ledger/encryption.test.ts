import fc from "fast-check";
import { expect, test } from "vitest";
import { coded } from "../support/coded.js";
import { Encryption } from "../../src/ledger/encryption.js";

const encryption = new Encryption(Buffer.alloc(32, 1));
const run = encryption.ofRun(1);

test("what was encrypted is decrypted in its place, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string(), (plain, place) => {
      expect(run.decrypt(run.encrypt(plain, place), place)).toBe(plain);
    }),
  );
});

test("the same text never looks the same twice, and doesn't show", () => {
  const sealed = Array.from({ length: 50 }, () => run.encrypt("ann@example.com", "here"));
  expect(new Set(sealed).size).toBe(50);
  for (const text of sealed) expect(Buffer.from(text, "base64").toString("latin1")).not.toContain("ann");
});

test.each([
  ["in another place", encryption.ofRun(1), "there"],
  ["in another run", encryption.ofRun(2), "here"],
  ["as the ledger's own", encryption.ofLedger(), "here"],
  ["with another key", new Encryption(Buffer.alloc(32, 2)).ofRun(1), "here"],
])("it doesn't open %s", (_, other, place) => {
  expect(() => other.decrypt(run.encrypt("ann", "here"), place)).toThrow(coded("SEAL_BROKEN"));
});

test("it doesn't open with any byte changed, cut off or added", () => {
  const bytes = Buffer.from(run.encrypt("ann", "here"), "base64");
  const refused = (changed: Buffer) =>
    expect(() => run.decrypt(changed.toString("base64"), "here")).toThrow(coded("SEAL_BROKEN"));
  for (let i = 0; i < bytes.length; i++) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(i) ^ 1, i);
    refused(changed);
  }
  for (let length = 0; length < bytes.length; length++) refused(bytes.subarray(0, length));
  refused(Buffer.concat([bytes, Buffer.alloc(1)]));
});

test("the key's check tells keys apart and doesn't hold the key", () => {
  const key = Buffer.alloc(32, 1);
  expect(new Encryption(key).keyCheck()).toBe(encryption.keyCheck());
  expect(new Encryption(Buffer.alloc(32, 2)).keyCheck()).not.toBe(encryption.keyCheck());
  expect(encryption.keyCheck()).not.toContain(key.toString("hex").slice(0, 8));
});
