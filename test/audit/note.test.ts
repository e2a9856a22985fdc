import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coded } from "../support/coded.js";
import { openNote, signNote } from "../../src/audit/note.js";
import { SigningKey } from "../../src/audit/signing-key.js";
import { VerifierKey } from "../../src/audit/verifier-key.js";

/** The example of golang.org/x/mod/sumdb/note, with the key that its documentation prints. */
const GOLDEN = {
  seed: Buffer.from("810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173", "hex"),
  vkey: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  signature:
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
};
const golden = `${GOLDEN.text}\n${GOLDEN.signature}`;
const peter = VerifierKey.parse(GOLDEN.vkey);

const ann = SigningKey.fromSeed("example.com/ann", Buffer.alloc(32, 1));
const bob = SigningKey.fromSeed("example.com/bob", Buffer.alloc(32, 2));
const [annsKey, bobsKey] = [ann, bob].map(({ vkey }) => VerifierKey.parse(vkey)) as [
  VerifierKey,
  VerifierKey,
];
const TEXT = "one\n\ntwo\n";

const signatureOf = (note: string) => note.slice(note.lastIndexOf("\n\n") + 2);

test("the published note is made byte for byte, and verified", () => {
  expect(signNote(GOLDEN.text, [SigningKey.fromSeed("PeterNeumann", GOLDEN.seed)])).toBe(golden);
  expect(openNote(golden, [peter])).toEqual({ text: GOLDEN.text, signedBy: [peter] });
});

test("the specification's example is verified", () => {
  const key = VerifierKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  const note =
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
  expect(openNote(note, [key]).text).toBe("This is an example message.\n");
});

test("any text that ends in a newline comes back as it was signed", () => {
  const line = fc.string({ unit: "grapheme" }).map((text) => text.replace(/[^\u0020-\u{10ffff}]/gu, ""));
  const text = fc.array(line, { minLength: 1 }).map((lines) => `${lines.join("\n")}\n`);
  fc.assert(
    fc.property(text, (signed) => {
      expect(openNote(signNote(signed, [ann]), [annsKey])).toEqual({ text: signed, signedBy: [annsKey] });
    }),
  );
});

describe("of several signatures", () => {
  const both = signNote(TEXT, [ann, bob]);

  test("those of known keys are told, each key once", () => {
    expect(openNote(both, [bobsKey, annsKey]).signedBy).toEqual([annsKey, bobsKey]);
    const twice = `${both}${signatureOf(signNote(TEXT, [ann]))}`;
    expect(openNote(twice, [annsKey]).signedBy).toEqual([annsKey]);
  });

  test("those of unknown keys are ignored, whatever they are", () => {
    expect(openNote(both, [annsKey]).signedBy).toEqual([annsKey]);
    const strange = `${both}— example.com/new ${Buffer.alloc(3_000, 5).toString("base64")}\n`;
    expect(openNote(strange, [bobsKey]).signedBy).toEqual([bobsKey]);
  });

  test("those that share only the name or only the ID with a known key are ignored", () => {
    const namesake = SigningKey.fromSeed("example.com/ann", Buffer.alloc(32, 3));
    expect(openNote(signNote(TEXT, [namesake, ann]), [annsKey]).signedBy).toEqual([annsKey]);
    const sameId = signatureOf(signNote(TEXT, [ann])).replace("example.com/ann", "example.com/eve");
    expect(openNote(both + sameId, [annsKey]).signedBy).toEqual([annsKey]);
  });

  test("a bad one of a known key spoils the good ones", () => {
    const bad = signatureOf(signNote("other\n", [ann]));
    for (const note of [both + bad, `${TEXT}\n${bad}${signatureOf(both)}`]) {
      expect(() => openNote(note, [annsKey, bobsKey])).toThrow("a known key doesn't hold");
    }
    expect(openNote(both + bad, [bobsKey]).signedBy).toEqual([bobsKey]);
  });

  test("a hundred are read and one more is refused", () => {
    const line = signatureOf(signNote(TEXT, [ann]));
    expect(openNote(`${TEXT}\n${line.repeat(100)}`, [annsKey]).text).toBe(TEXT);
    expect(() => openNote(`${TEXT}\n${line.repeat(101)}`, [annsKey])).toThrow("more than 100");
  });
});

test("a note that no known key signed is refused", () => {
  const note = signNote(TEXT, [ann]);
  expect(() => openNote(note, [bobsKey])).toThrow("no known key");
  expect(() => openNote(note, [])).toThrow("no known key");
});

test("with any one bit flipped, the note is refused", () => {
  const bytes = Buffer.from(golden);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => openNote(changed.toString("utf8"), [peter])).toThrow(coded("NOTE_INVALID"));
  }
});

describe("a malformed note is refused", () => {
  const { text, signature } = GOLDEN;
  test.each([
    ["nothing", "", "newline"],
    ["no empty line", text + signature, "empty line"],
    ["no signature", `${text}\n`, "no signature"],
    ["only signatures", signature, "empty line"],
    ["an empty line after the signatures", `${golden}\n`, "no signature"],
    ["no final newline", golden.slice(0, -1), "newline"],
    ["a final carriage return", `${golden.slice(0, -1)}\r\n`, "no signature"],
    ["a control character in the text", `a\tb\n\n${signature}`, "control characters"],
    ["a NUL in the text", `a\0b\n\n${signature}`, "control characters"],
    ["half a surrogate pair", `a\ud800b\n\n${signature}`, "UTF-8"],
    ["a hyphen for the dash", golden.replace("—", "-"), "no signature"],
    ["two spaces", golden.replace("— ", "—  "), "no signature"],
    ["no name", golden.replace("PeterNeumann ", ""), "no signature"],
    ["a name with a plus", golden.replace("PeterNeumann", "Peter+Neumann"), "no signature"],
    ["a name with a no-break space", golden.replace("PeterNeumann", "Peter\u00a0Neumann"), "no signature"],
    ["something after the signature", golden.replace("AM=", "AM= x"), "no signature"],
    ["no padding", golden.replace("AM=", "AM"), "no base64"],
    ["bits in the padding", golden.replace("AM=", "AN="), "no base64"],
    ["base64 of the URL alphabet", golden.replace("x08go/", "x08go_"), "no base64"],
    ["a signature of nothing", `${text}\n— PeterNeumann x08gow==\n`, "too short"],
    ["a key ID cut off", `${text}\n— PeterNeumann x08g\n`, "too short"],
    ["a signature cut off", `${text}\n— PeterNeumann x08go/ZJ\n`, "doesn't hold"],
    ["text among the signatures", `${golden}text\n`, "no signature"],
  ])("%s", (_, note, reason) => {
    expect(() => openNote(note, [peter])).toThrow(coded("NOTE_INVALID"));
    expect(() => openNote(note, [peter])).toThrow(reason);
  });
});

test.each([
  ["", "newline"],
  ["text", "newline"],
  ["a\tb\n", "control characters"],
  ["a\r\n", "control characters"],
  ["\udc00\n", "UTF-8"],
])("the text %j isn't signed", (text, reason) => {
  expect(() => signNote(text, [ann])).toThrow(reason);
});
