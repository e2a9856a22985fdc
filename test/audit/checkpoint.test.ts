import { describe, expect, test } from "vitest";
import { coded } from "../support/coded.js";
import {
  checkpointText,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
  type Checkpoint,
} from "../../src/audit/checkpoint.js";
import { EMPTY_ROOT } from "../../src/audit/merkle.js";
import { signNote } from "../../src/audit/note.js";
import { SigningKey } from "../../src/audit/signing-key.js";
import { VerifierKey } from "../../src/audit/verifier-key.js";

const ORIGIN = "example.com/behind-the-sofa";
const ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
const TEXT = `${ORIGIN}\n20852163\n${ROOT}\n`;
const checkpoint: Checkpoint = { origin: ORIGIN, size: 20_852_163, root: Buffer.from(ROOT, "base64") };

const log = SigningKey.fromSeed(ORIGIN, Buffer.alloc(32, 1));
const witness = SigningKey.fromSeed("example.com/witness", Buffer.alloc(32, 2));
const [logKey, witnessKey] = [log, witness].map(({ vkey }) => VerifierKey.parse(vkey)) as [
  VerifierKey,
  VerifierKey,
];

test("the specification's example is written and read", () => {
  expect(checkpointText(checkpoint)).toBe(TEXT);
  expect(parseCheckpoint(TEXT)).toEqual(checkpoint);
});

test("an empty tree has a checkpoint too", () => {
  const empty = { origin: ORIGIN, size: 0, root: EMPTY_ROOT };
  expect(parseCheckpoint(checkpointText(empty))).toEqual(empty);
});

test("extension lines are ignored", () => {
  expect(parseCheckpoint(`${TEXT}extension\n1 2 3\n`)).toEqual(checkpoint);
});

test("what was signed is read back, and only what that log signed", () => {
  const note = signCheckpoint(checkpoint, log);
  expect(openCheckpoint(note, [logKey])).toEqual(checkpoint);
  expect(() => openCheckpoint(note, [witnessKey])).toThrow(coded("NOTE_INVALID"));
  expect(() => openCheckpoint(note.replace("20852163", "20852164"), [logKey])).toThrow(coded("NOTE_INVALID"));
  expect(() => openCheckpoint(note.replace("20852163", "2085216"), [logKey])).toThrow(coded("NOTE_INVALID"));
});

test("a witness' signature beside the log's is no matter, and alone it doesn't do", () => {
  const text = checkpointText(checkpoint);
  expect(openCheckpoint(signNote(text, [witness, log]), [logKey, witnessKey])).toEqual(checkpoint);
  expect(() => openCheckpoint(signNote(text, [witness]), [logKey, witnessKey])).toThrow(
    coded("CHECKPOINT_INVALID"),
  );
});

test("a log's key doesn't sign another log's checkpoint, and one that it did sign is refused", () => {
  expect(() => signCheckpoint(checkpoint, witness)).toThrow(coded("CHECKPOINT_INVALID"));
  const foreign = signNote(TEXT, [witness]);
  expect(() => openCheckpoint(foreign, [witnessKey])).toThrow("the log that it names");
});

test("another signed text of the log is no checkpoint", () => {
  const note = signNote(`${ORIGIN}\ncertificate\n${ROOT}\n`, [log]);
  expect(() => openCheckpoint(note, [logKey])).toThrow(coded("CHECKPOINT_INVALID"));
});

describe("a malformed checkpoint is refused", () => {
  const withSize = (size: string) => `${ORIGIN}\n${size}\n${ROOT}\n`;
  const withRoot = (root: string) => `${ORIGIN}\n5\n${root}\n`;
  test.each([
    ["nothing", "", "newline"],
    ["only a newline", "\n", "three lines"],
    ["no root", `${ORIGIN}\n5\n`, "three lines"],
    ["no final newline", TEXT.slice(0, -1), "newline"],
    ["no origin", `\n5\n${ROOT}\n`, "empty line"],
    ["an empty line after the root", `${TEXT}\n`, "empty line"],
    ["an empty extension line", `${TEXT}\nextension\n`, "empty line"],
    ["no size", withSize(" "), "decimal"],
    ["a leading zero", withSize("05"), "decimal"],
    ["two zeros", withSize("00"), "decimal"],
    ["a sign", withSize("+5"), "decimal"],
    ["a negative size", withSize("-5"), "decimal"],
    ["a fraction", withSize("5.0"), "decimal"],
    ["an exponent", withSize("5e1"), "decimal"],
    ["hexadecimal", withSize("0x5"), "decimal"],
    ["a space before", withSize(" 5"), "decimal"],
    ["a space after", withSize("5 "), "decimal"],
    ["other digits", withSize("٥"), "decimal"],
    ["more than a number holds exactly", withSize("9007199254740992"), "decimal"],
    ["a carriage return", withSize("5\r"), "decimal"],
    ["a root of 31 bytes", withRoot(Buffer.alloc(31).toString("base64")), "root"],
    ["a root of 33 bytes", withRoot(Buffer.alloc(33).toString("base64")), "root"],
    ["a root without padding", withRoot(ROOT.slice(0, -1)), "root"],
    ["a root in hexadecimal", withRoot(EMPTY_ROOT.toString("hex")), "root"],
    ["a space after the root", withRoot(`${ROOT} `), "root"],
  ])("%s", (_, text, reason) => {
    expect(() => parseCheckpoint(text)).toThrow(coded("CHECKPOINT_INVALID"));
    expect(() => parseCheckpoint(text)).toThrow(reason);
  });
});

test.each([
  ["an empty origin", { origin: "" }],
  ["an origin of two lines", { origin: `${ORIGIN}\n5` }],
  ["an origin that is a checkpoint", { origin: TEXT.slice(0, -1) }],
  ["a negative size", { size: -1 }],
  ["half a leaf", { size: 0.5 }],
  ["no number", { size: NaN }],
  ["a size that isn't exact", { size: 2 ** 53 }],
  ["a short root", { root: Buffer.alloc(31) }],
])("nothing is written with %s", (_, wrong) => {
  expect(() => checkpointText({ ...checkpoint, ...wrong })).toThrow(coded("CHECKPOINT_INVALID"));
});
