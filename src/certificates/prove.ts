import { isFailure, failure } from "../base/errors.js";
import { openCheckpoint } from "../audit/checkpoint.js";
import type { CertifiedLog } from "../audit/certificate.js";
import type { LeafKind } from "../audit/leaf.js";
import { inclusionProof } from "../audit/prove.js";
import type { SigningKey } from "../audit/signing-key.js";
import { writeProof } from "../audit/tlog-proof.js";
import { VerifierKey } from "../audit/verifier-key.js";
import type { Log } from "../ledger/log/logs.js";
import type { LogLeaf } from "../ledger/log/leaves.js";
import { tilesOf, type LogContext } from "../sealing/log-context.js";

/** A row of the audit log, by its kind and its ID. */
export interface RecordedRow {
  kind: LeafKind;
  id: number;
}

/** That rows are in one log, under one checkpoint. */
export interface Proven {
  log: CertifiedLog;
  /** Texts of `.tlog-proof`, in the order of the rows. */
  proofs: string[];
  key: SigningKey;
}

/**
 * Proves rows against the newest checkpoint of their log.
 * @returns undefined when they aren't all sealed and signed yet by the key that signs now.
 * @throws {SIGNING_KEY_OTHER} when this process has another key than the log's; {CERTIFICATE_LOG_CLOSED} when one is in a
 * log that was closed; TREE_BROKEN when hashes are missing.
 */
export async function proveRows(
  rows: readonly RecordedRow[],
  context: LogContext,
): Promise<Proven | undefined> {
  const leaves = await leavesOf(rows, context);
  const log = leaves && (await logOf(leaves, context));
  const signed = log && (await newestCheckpoint(log, context));
  if (!signed || leaves.some(({ index }) => index >= signed.log.size)) return undefined;
  const { note, ...rest } = signed;
  const read = tilesOf(context, log.id);
  const proofs: string[] = [];
  for (const { index } of leaves) {
    const proof = await inclusionProof(index, signed.log.size, read);
    proofs.push(writeProof({ index, proof, checkpoint: note }));
  }
  return { ...rest, proofs };
}

async function leavesOf(
  rows: readonly RecordedRow[],
  { leaves }: LogContext,
): Promise<LogLeaf[] | undefined> {
  const idsOf = (wanted: LeafKind) => rows.filter(({ kind }) => kind === wanted).map(({ id }) => id);
  const entries = await leaves.of("entry", idsOf("entry"));
  const actions = await leaves.of("action", idsOf("action"));
  const found = rows.flatMap(({ kind, id }) => (kind === "entry" ? entries : actions).get(id) ?? []);
  return found.length === rows.length ? found : undefined;
}

/** The log that is written now: a closed one can't say any more that something was issued. */
async function logOf(leaves: LogLeaf[], { logs }: LogContext): Promise<Log | undefined> {
  const log = await logs.find();
  if (leaves.some(({ logId }) => logId !== log?.id)) throw failure("CERTIFICATE_LOG_CLOSED");
  return log;
}

async function newestCheckpoint(
  { id, origin }: Log,
  context: LogContext,
): Promise<{ log: CertifiedLog; note: string; key: SigningKey } | undefined> {
  const stored = await context.checkpoints.latest(id);
  if (!stored) return undefined;
  const key = context.signingKey(origin);
  const current = await context.signingKeys.current(id);
  if (current && current.keyId !== key.keyId)
    throw failure("SIGNING_KEY_OTHER", { expected: current.keyId, found: key.keyId });
  try {
    const { size, root } = openCheckpoint(stored.note, [VerifierKey.parse(key.vkey)]);
    return { log: { origin, keyId: key.keyId, size, root: root.toString("base64") }, note: stored.note, key };
  } catch (error) {
    // The key was changed, and the first checkpoint of the new one is still to come.
    if (isFailure(error, "NOTE_INVALID")) return undefined;
    throw error;
  }
}
