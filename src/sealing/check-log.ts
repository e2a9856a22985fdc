import { failure } from "../base/errors.js";
import { openCheckpoint, type Checkpoint } from "../audit/checkpoint.js";
import { rootAt } from "../audit/prove.js";
import { VerifierKey } from "../audit/verifier-key.js";
import type { Log } from "../ledger/log/logs.js";
import { isNameOf } from "./log-number.js";
import { tilesOf, type LogContext } from "./log-context.js";

/** The name that this ledger's log has, or is to have. */
export const originOf = ({ origin: { configured, fallback } }: LogContext, log?: Log): string =>
  log?.origin ?? configured ?? fallback;

/**
 * Whether the log is still the one that was signed: its tree extends the last checkpoint in the ledger and the one kept
 * outside. Cheap: reads a few tiles. What is wrong inside the tree only `verifyLog` finds.
 * @returns undefined when there is no log yet, and none was kept.
 * @throws {LOG_BROKEN | LOG_ORIGIN | SIGNING_KEY_OTHER}
 */
export async function checkLog(context: LogContext): Promise<Log | undefined> {
  const found = await context.logs.find();
  const { configured } = context.origin;
  if (found && configured !== undefined && !isNameOf(configured, found.origin))
    throw failure("LOG_ORIGIN", { origin: found.origin });
  const origin = originOf(context, found);
  const signer = context.signingKey(origin);
  const note = await context.kept(origin).read();
  const latest = found && (await context.checkpoints.latest(found.id));
  // Only now: another process may be sealing, and what is signed must never be newer than the log it is held against.
  const log = await context.logs.find();
  if (log?.id !== found?.id) return checkLog(context);
  if (!log) {
    if (note !== undefined)
      throw failure("LOG_BROKEN", { finding: "a checkpoint of it was kept, and it is gone" });
    return undefined;
  }
  const registered = await context.signingKeys.all(log.id);
  const current = registered.find(({ retiredAt }) => retiredAt === null);
  if (current && current.keyId !== signer.keyId)
    throw failure("SIGNING_KEY_OTHER", { expected: current.keyId, found: signer.keyId });
  const keys = [...registered.map(({ verifierKey }) => verifierKey), signer.vkey].map((text) =>
    VerifierKey.parse(text),
  );
  const kept = note === undefined ? [] : [opened(note, keys, "the kept checkpoint")];
  const stored = latest ? [opened(latest.note, keys, `the checkpoint over ${latest.size} entries`)] : [];
  for (const checkpoint of [...kept, ...stored]) await mustExtend(log, checkpoint, context);
  return log;
}

function opened(note: string, keys: VerifierKey[], what: string): Checkpoint {
  try {
    return openCheckpoint(note, keys);
  } catch {
    throw failure("LOG_BROKEN", { finding: `${what} isn't signed by a key of this log, or was changed` });
  }
}

async function mustExtend(log: Log, { origin, size, root }: Checkpoint, context: LogContext): Promise<void> {
  if (origin !== log.origin)
    throw failure("LOG_BROKEN", { finding: `a checkpoint of another log lies in its place` });
  if (size > log.size)
    throw failure("LOG_BROKEN", {
      finding: `it has ${log.size} entries, and a checkpoint over ${size} was signed`,
    });
  const found = await rootAt(size, tilesOf(context, log.id)).catch(() => undefined);
  if (!found?.equals(root))
    throw failure("LOG_BROKEN", { finding: `its first ${size} entries aren't those that were signed` });
}
