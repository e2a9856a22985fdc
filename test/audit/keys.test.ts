import { inspect } from "node:util";
import { expect, test } from "vitest";
import { coded } from "../support/coded.js";
import { isKeyName } from "../../src/audit/key-name.js";
import { SigningKey } from "../../src/audit/signing-key.js";
import { VerifierKey } from "../../src/audit/verifier-key.js";

const SEED = Buffer.alloc(32, 7);
const MESSAGE = Buffer.from("a message");
const PUBLISHED = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const ENCODED = "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

/** RFC 8032 section 7.1, tests 1 and 2: seed, public key, message, signature. */
const RFC_8032 = [
  [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
].map((hexes) => hexes.map((hex) => Buffer.from(hex, "hex")));

test.each(RFC_8032)("signatures are those of RFC 8032", (seed, publicKey, message, signature) => {
  const key = SigningKey.fromSeed("example.com/log", seed);
  expect(key.sign(message)).toEqual(signature);
  expect(new VerifierKey("example.com/log", publicKey).toString()).toBe(key.vkey);
  expect(new VerifierKey("example.com/log", publicKey).verify(message, signature)).toBe(true);
});

test("a verifier key is read and written in the same way", () => {
  const key = VerifierKey.parse(PUBLISHED);
  expect({ name: key.name, keyId: key.keyId, text: key.toString() }).toEqual({
    name: "PeterNeumann",
    keyId: "c74f20a3",
    text: PUBLISHED,
  });
});

test("what a key signs, its verifier key verifies, and nothing else", () => {
  const key = SigningKey.fromSeed("example.com/log", SEED);
  const verifier = VerifierKey.parse(key.vkey);
  const signature = key.sign(MESSAGE);
  expect([verifier.name, verifier.keyId]).toEqual([key.name, key.keyId]);
  expect(verifier.verify(MESSAGE, signature)).toBe(true);
  expect(verifier.verify(Buffer.from("a massage"), signature)).toBe(false);
  expect(verifier.verify(MESSAGE, signature.subarray(1))).toBe(false);
  expect(verifier.verify(MESSAGE, Buffer.alloc(0))).toBe(false);
  const other = SigningKey.fromSeed("example.com/log", Buffer.alloc(32, 8));
  expect(verifier.verify(MESSAGE, other.sign(MESSAGE))).toBe(false);
});

test("the key ID depends on the name and on the key", () => {
  const ids = [
    SigningKey.fromSeed("example.com/log", SEED).keyId,
    SigningKey.fromSeed("example.com/other", SEED).keyId,
    SigningKey.fromSeed("example.com/log", Buffer.alloc(32, 8)).keyId,
  ];
  expect(new Set(ids).size).toBe(3);
});

test("base64 with plus signs is read too", () => {
  const seeds = Array.from({ length: 64 }, (_, byte) => Buffer.alloc(32, byte));
  const keys = seeds.map((seed) => SigningKey.fromSeed("example.com/log", seed).vkey);
  const withPlus = keys.filter((text) => text.split("+").length > 3);
  expect(withPlus.length).toBeGreaterThan(0);
  for (const text of withPlus) expect(VerifierKey.parse(text).toString()).toBe(text);
});

test.each([
  ["", "three parts"],
  ["PeterNeumann", "three parts"],
  ["PeterNeumann+c74f20a3", "three parts"],
  [`PeterNeumann+c74f20a3+${ENCODED}\n`, "no base64"],
  [`PeterNeumann+c74f20a3+${ENCODED}+`, "no base64"],
  [`PeterNeumann+c74f20a3+${ENCODED.slice(0, -1)}`, "no base64"],
  ["PeterNeumann+c74f20a3+", "no Ed25519 key"],
  [`PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW`, "no Ed25519 key"],
  ["PeterNeumann+c74f20a3+ARpc", "32 bytes"],
  [`PeterNeumann+c74f20a4+${ENCODED}`, "key ID"],
  [`PeterNeumann+C74F20A3+${ENCODED}`, "key ID"],
  [`PeterNeumann++${ENCODED}`, "key ID"],
  [`PaulNeumann+c74f20a3+${ENCODED}`, "key ID"],
  [`+c74f20a3+${ENCODED}`, "name"],
  [`Peter Neumann+c74f20a3+${ENCODED}`, "name"],
])("%j is no verifier key: %s", (text, reason) => {
  expect(() => VerifierKey.parse(text)).toThrow(coded("NOTE_KEY_INVALID"));
  expect(() => VerifierKey.parse(text)).toThrow(reason);
});

test.each([0, 31, 33, 64])("a seed of %d bytes is refused", (bytes) => {
  expect(() => SigningKey.fromSeed("example.com/log", Buffer.alloc(bytes))).toThrow(
    coded("NOTE_KEY_INVALID"),
  );
});

test.each(["example.com/log", "scrubjay/0f3a/app", "ünïcödé", "日本"])(
  "%j can be the name of a key",
  (name) => {
    expect(isKeyName(name)).toBe(true);
    expect(VerifierKey.parse(SigningKey.fromSeed(name, SEED).vkey).name).toBe(name);
  },
);

test.each(["", " ", "a b", "a+b", "a\nb", "a\u00a0b", "a\u2028b", "a\u3000b", "a\0b", "\ud800"])(
  "%j can't be the name of a key",
  (name) => {
    expect(isKeyName(name)).toBe(false);
    expect(() => SigningKey.fromSeed(name, SEED)).toThrow(coded("NOTE_KEY_INVALID"));
  },
);

test("the seed doesn't show when a key is printed", () => {
  const key = SigningKey.fromSeed("example.com/log", SEED);
  const printed = inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key);
  for (const encoding of ["hex", "base64", "base64url"] as const) {
    expect(printed).not.toContain(SEED.toString(encoding).slice(0, 8));
  }
});
