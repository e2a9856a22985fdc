import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coded } from "../support/coded.js";
import { openCheckpoint, signCheckpoint } from "../../src/audit/checkpoint.js";
import { inclusionProof, rootAt } from "../../src/audit/prove.js";
import { SigningKey } from "../../src/audit/signing-key.js";
import { parseProof, writeProof } from "../../src/audit/tlog-proof.js";
import { VerifierKey } from "../../src/audit/verifier-key.js";
import { verifyInclusion } from "../../src/audit/verify-proof.js";
import { leavesOf, stored } from "./tile-store.js";

const HASH = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=";
const CHECKPOINT = `example.com/log\n2\n${HASH}\n\n— example.com/log AAAAAAAA\n`;
const FILE = `c2sp.org/tlog-proof@v1\nextra YWdl\nindex 73894\n${HASH}\n${HASH}\n\n${CHECKPOINT}`;

test("a proof file is written and read as the specification shows it", () => {
  const hash = Buffer.from(HASH, "base64");
  const proof = { index: 73_894, proof: [hash, hash], checkpoint: CHECKPOINT, extra: Buffer.from("age") };
  expect(writeProof(proof)).toBe(FILE);
  expect(parseProof(FILE)).toEqual(proof);
});

test("a tree of one leaf needs no hash, and extra data may be left out or empty", () => {
  const smallest = { index: 0, proof: [], checkpoint: CHECKPOINT };
  expect(writeProof(smallest)).toBe(`c2sp.org/tlog-proof@v1\nindex 0\n\n${CHECKPOINT}`);
  expect(parseProof(writeProof(smallest))).toEqual(smallest);
  const empty = { ...smallest, extra: Buffer.alloc(0) };
  expect(parseProof(writeProof(empty))).toEqual(empty);
});

test("whatever is written is read back", () => {
  const bytes = (size: fc.IntArrayConstraints) => fc.uint8Array(size).map((array) => Buffer.from(array));
  const proofs = fc.record(
    {
      index: fc.maxSafeNat(),
      proof: fc.array(bytes({ minLength: 32, maxLength: 32 })),
      checkpoint: fc.string(),
      extra: bytes({ maxLength: 100 }),
    },
    { requiredKeys: ["index", "proof", "checkpoint"] },
  );
  fc.assert(
    fc.property(proofs, (proof) => {
      expect(parseProof(writeProof(proof))).toEqual(proof);
    }),
  );
});

test("the file and the verifier key are all that is needed to verify a leaf", async () => {
  const leaves = leavesOf(300);
  const key = SigningKey.fromSeed("example.com/log", Buffer.alloc(32, 1));
  const { read } = await stored(leaves);
  const size = 290;
  const file = writeProof({
    index: 270,
    proof: await inclusionProof(270, size, read),
    checkpoint: signCheckpoint({ origin: key.name, size, root: await rootAt(size, read) }, key),
  });

  const { index, proof, checkpoint } = parseProof(file);
  const tree = openCheckpoint(checkpoint, [VerifierKey.parse(key.vkey)]);
  const claim = { index: BigInt(index), size: BigInt(tree.size), proof, root: tree.root };
  verifyInclusion({ ...claim, leaf: leaves[270]! });
  expect(() => verifyInclusion({ ...claim, leaf: leaves[271]! })).toThrow(coded("PROOF_INVALID"));
});

describe("a malformed proof file is refused", () => {
  const withLines = (...lines: string[]) =>
    `${["c2sp.org/tlog-proof@v1", ...lines].join("\n")}\n\n${CHECKPOINT}`;
  test.each([
    ["nothing", "", "empty line"],
    ["no empty line", FILE.split("\n\n")[0]!, "empty line"],
    ["another version", FILE.replace("@v1", "@v2"), "first line"],
    ["a line in front", `\n${FILE}`, "first line"],
    ["a byte order mark", `\ufeff${FILE}`, "first line"],
    ["carriage returns", FILE.replaceAll("\n", "\r\n"), "empty line"],
    ["no index", withLines(), "index"],
    ["no index but hashes", withLines(HASH), "index"],
    ["an index without number", withLines("index "), "index"],
    ["a leading zero", withLines("index 01"), "index"],
    ["a negative index", withLines("index -1"), "index"],
    ["an exponent", withLines("index 1e3"), "index"],
    ["two spaces", withLines("index  1"), "index"],
    ["more than a number holds exactly", withLines("index 9007199254740993"), "index"],
    ["extra data that is no base64", withLines("extra ?", "index 1"), "extra"],
    ["extra data twice", withLines("extra YWdl", "extra YWdl", "index 1"), "index"],
    ["extra data after the index", withLines("index 1", "extra YWdl"), "32 bytes"],
    ["a short hash", withLines("index 1", "YWdl"), "32 bytes"],
    ["a hash without padding", withLines("index 1", HASH.slice(0, -1)), "32 bytes"],
    ["a space after a hash", withLines("index 1", `${HASH} `), "32 bytes"],
    ["a line that is no hash", withLines("index 1", HASH, "hash"), "32 bytes"],
  ])("%s", (_, text, reason) => {
    expect(() => parseProof(text)).toThrow(coded("PROOF_INVALID"));
    expect(() => parseProof(text)).toThrow(reason);
  });
});
