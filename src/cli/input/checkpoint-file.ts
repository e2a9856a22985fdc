import { createReadStream } from "node:fs";
import { failure, isFailure } from "../../base/errors.js";
import { parseCertificate, type Certificate } from "../../audit/certificate.js";
import { parseCheckpoint, type Checkpoint } from "../../audit/checkpoint.js";
import { parseProof } from "../../audit/tlog-proof.js";
import { readAll } from "../../base/read-all.js";
import type { Invocation } from "../invocation.js";

/** A checkpoint that somebody kept, as it was handed over: nothing about it is verified yet. */
export interface HandedOver {
  /** The signed note, byte for byte. */
  note: string;
  checkpoint: Checkpoint;
  /** The certificate that carries it. */
  certificate: { content: Certificate; file: Buffer } | null;
}

/** A checkpoint has some hundred bytes, a certificate some ten thousand. */
const MAX_BYTES = 1024 * 1024;

/**
 * Reads a signed checkpoint, or a certificate, whose proofs carry one.
 * @param path of the file; - reads standard input.
 * @throws {USAGE} when it can't be read, or is neither.
 */
export async function checkpointFrom(path: string, invocation: Invocation): Promise<HandedOver> {
  const file = await contentOf(path, invocation);
  try {
    return isCertificate(file) ? ofCertificate(file) : ofNote(textOf(file), null);
  } catch (error) {
    if (isFailure(error, "CERTIFICATE_INVALID", "CHECKPOINT_INVALID", "PROOF_INVALID"))
      throw failure("USAGE.checkpoint", { reason: error.facts.reason });
    throw error;
  }
}

/** A log's name could begin with a brace too; but a note has an empty line, and a certificate is one line. */
const isCertificate = (file: Buffer): boolean => file[0] === 0x7b && !file.includes("\n\n");

function ofCertificate(file: Buffer): HandedOver {
  const content = parseCertificate(file);
  const [first] = content.evidence;
  if (!first) throw failure("USAGE.bareCertificate");
  return ofNote(parseProof(first.proof).checkpoint, { content, file });
}

function ofNote(note: string, certificate: HandedOver["certificate"]): HandedOver {
  const end = note.lastIndexOf("\n\n");
  if (end < 0) throw failure("USAGE.checkpoint", { reason: "it has no signature" });
  return { note, checkpoint: parseCheckpoint(note.slice(0, end + 1)), certificate };
}

function textOf(file: Buffer): string {
  const text = file.toString("utf8");
  if (!Buffer.from(text).equals(file)) throw failure("USAGE.checkpoint", { reason: "it isn't text" });
  return text;
}

async function contentOf(path: string, invocation: Invocation): Promise<Buffer> {
  const input = path === "-" ? invocation.io.stdin : createReadStream(invocation.pathOf(path));
  const content = await readAll(input, MAX_BYTES).catch(() => {
    throw failure("USAGE.checkpointFile", {
      what: path === "-" ? "Standard input" : "The checkpoint's file",
    });
  });
  if (!content) throw failure("USAGE.checkpoint", { reason: "it is larger than 1 MiB" });
  if (content.length === 0) throw failure("USAGE.checkpoint", { reason: "it is empty" });
  return content;
}
