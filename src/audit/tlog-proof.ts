import { failure } from "../base/errors.js";
import { fromBase64 } from "./base64.js";
import { fromDecimal } from "./decimal.js";
import { HASH_BYTES } from "./merkle.js";

/** That a leaf is in a log, for anyone who has the leaf and the log's verifier key (c2sp.org/tlog-proof). */
export interface LogProof {
  index: number;
  /** From the leaf's sibling up to the root's child. */
  proof: Buffer[];
  /** The signed checkpoint, as it is. */
  checkpoint: string;
  /** Nothing vouches for it. */
  extra?: Buffer;
}

const FORMAT = "c2sp.org/tlog-proof@v1";
const SEPARATOR = "\n\n";

/** The text of a `.tlog-proof` file. */
export function writeProof({ index, proof, checkpoint, extra }: LogProof): string {
  const lines = [
    FORMAT,
    ...(extra === undefined ? [] : [`extra ${extra.toString("base64")}`]),
    `index ${index}`,
    ...proof.map((hash) => hash.toString("base64")),
  ];
  return lines.join("\n") + SEPARATOR + checkpoint;
}

/**
 * Reads a `.tlog-proof` file. It verifies nothing.
 * @throws PROOF_INVALID with what is wrong.
 */
export function parseProof(text: string): LogProof {
  const end = text.indexOf(SEPARATOR);
  if (end < 0) throw failure("PROOF_INVALID", { reason: "it has no empty line before its checkpoint" });
  const [format, ...lines] = text.slice(0, end).split("\n");
  if (format !== FORMAT) throw failure("PROOF_INVALID", { reason: `its first line isn't ${FORMAT}` });
  const extra = lines[0]?.startsWith("extra ") ? readExtra(lines.shift()) : undefined;
  const index = readIndex(lines.shift());
  const checkpoint = text.slice(end + SEPARATOR.length);
  return { index, proof: lines.map(readHash), checkpoint, ...(extra && { extra }) };
}

function readExtra(line = ""): Buffer {
  const extra = fromBase64(line.slice("extra ".length));
  if (extra === undefined) throw failure("PROOF_INVALID", { reason: "its extra data is no base64" });
  return extra;
}

function readIndex(line = ""): number {
  const index = line.startsWith("index ") ? fromDecimal(line.slice("index ".length)) : undefined;
  if (index === undefined) throw failure("PROOF_INVALID", { reason: "its index is no plain decimal number" });
  return index;
}

function readHash(line: string): Buffer {
  const hash = fromBase64(line);
  if (hash?.length !== HASH_BYTES)
    throw failure("PROOF_INVALID", { reason: "a line is no base64 of 32 bytes" });
  return hash;
}
