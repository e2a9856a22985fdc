import { isFailure, failure } from "../base/errors.js";
import { openCheckpoint, parseCheckpoint, type Checkpoint } from "../audit/checkpoint.js";
import { consistencyProof, rootAt } from "../audit/prove.js";
import { VerifierKey } from "../audit/verifier-key.js";
import type { Log } from "../ledger/log/logs.js";
import { allLogs, signedLog, type SignedLog } from "./signed-log.js";
import { tilesOf, type LogContext } from "./log-context.js";

/** Whether a log, as it was signed last, begins with the tree that it had before. */
export interface ConsistencyAnswer {
  from: { size: number; root: Buffer };
  to: { size: number; root: Buffer; note: string };
  /** RFC 6962 section 2.1.2; empty for equal sizes and where it doesn't extend. */
  proof: Buffer[];
  /** Why it doesn't extend; null: it does. */
  reason: string | null;
}

/**
 * From a size that the log had to the newest checkpoint.
 * @param number of the log; left out: the one that is open.
 * @throws {NO_LOG | LOG_NOT_FOUND | NOT_SIGNED}; TREE_BROKEN when hashes are missing.
 */
export async function consistencyFrom(
  size: number,
  context: LogContext,
  number?: number,
): Promise<ConsistencyAnswer> {
  const signed = await signedLog(context, number);
  if (size > signed.newest.size) throw failure("NOT_SIGNED.size", { size, newest: signed.newest.size });
  return between({ size, root: await rootAt(size, tilesOf(context, signed.log.id)) }, signed, context);
}

/**
 * From a checkpoint that somebody kept to the newest one of the log that it names.
 * @throws {NOTE_INVALID | CHECKPOINT_INVALID} when it isn't one; {NO_LOG} when nothing is signed.
 */
export async function consistencyWith(note: string, context: LogContext): Promise<ConsistencyAnswer> {
  const kept = parseCheckpoint(note.slice(0, note.lastIndexOf("\n\n") + 1));
  const logs = await allLogs(context);
  const named = logs.findIndex(({ origin }) => origin === kept.origin);
  const signed = await signedLog(context, named < 0 ? undefined : named + 1);
  const refuse = (reason: string) => answer(kept, signed, { reason });
  if (named < 0) return refuse("it is a checkpoint of another log");
  if (!(await isSignedBy(signed.log, note, context)))
    return refuse("it isn't signed by a key of this log: it was changed or forged");
  return between(kept, signed, context);
}

async function between(
  from: Pick<Checkpoint, "size" | "root">,
  signed: SignedLog,
  context: LogContext,
): Promise<ConsistencyAnswer> {
  const { log, newest } = signed;
  const refuse = (reason: string) => answer(from, signed, { reason });
  if (from.size > newest.size)
    return refuse(`the newest checkpoint is over ${newest.size} entries, and this one is over ${from.size}`);
  const read = tilesOf(context, log.id);
  const rootOver = (size: number) => rootAt(size, read).catch(unlessBroken);
  if (!(await rootOver(from.size))?.equals(from.root))
    return refuse(`the first ${from.size} entries aren't those that were signed then`);
  if (!(await rootOver(newest.size))?.equals(rootIn(newest.note)))
    return refuse("the log isn't as its newest checkpoint says");
  // Every log begins with the empty one: nothing is to be shown.
  const proof = from.size === 0 ? [] : await consistencyProof(from.size, newest.size, read);
  return answer(from, signed, { proof });
}

function answer(
  { size, root }: Pick<Checkpoint, "size" | "root">,
  { newest: { size: newestSize, note } }: SignedLog,
  { proof = [], reason = null }: { proof?: Buffer[]; reason?: string | null },
): ConsistencyAnswer {
  return { from: { size, root }, to: { size: newestSize, root: rootIn(note), note }, proof, reason };
}

/** A tree that lacks hashes has no root that anybody signed. */
function unlessBroken(error: unknown): undefined {
  if (!isFailure(error, "TREE_BROKEN")) throw error;
}

/** Of a note of our own. */
const rootIn = (note: string): Buffer => parseCheckpoint(note.slice(0, note.lastIndexOf("\n\n") + 1)).root;

async function isSignedBy({ id, origin }: Log, note: string, context: LogContext): Promise<boolean> {
  const registered = await context.signingKeys.all(id);
  const keys = [...registered.map(({ verifierKey }) => verifierKey), context.signingKey(origin).vkey];
  try {
    openCheckpoint(
      note,
      keys.map((key) => VerifierKey.parse(key)),
    );
    return true;
  } catch {
    return false;
  }
}
