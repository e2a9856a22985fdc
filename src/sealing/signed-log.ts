import { failure } from "../base/errors.js";
import type { StoredCheckpoint } from "../ledger/log/checkpoints.js";
import type { Log } from "../ledger/log/logs.js";
import type { LogContext } from "./log-context.js";

/** A log, and the newest that was signed of it. */
export interface SignedLog {
  log: Log;
  newest: StoredCheckpoint;
}

/** All logs of an app, oldest first, the open one last. Their place among them, from 1 on, is their number. */
export async function allLogs({ logs }: Pick<LogContext, "logs">): Promise<Log[]> {
  const open = await logs.find();
  return [...(await logs.closed()), ...(open ? [open] : [])];
}

/**
 * @param number of the log; left out: the one that is open.
 * @throws {NO_LOG | LOG_NOT_FOUND}
 */
export async function signedLog(
  context: Pick<LogContext, "logs" | "checkpoints">,
  number?: number,
): Promise<SignedLog> {
  const log = number === undefined ? await context.logs.find() : (await allLogs(context))[number - 1];
  if (!log && number !== undefined && number > 1) throw failure("LOG_NOT_FOUND");
  const newest = log && (await context.checkpoints.latest(log.id));
  if (!log || !newest) throw failure("NO_LOG");
  return { log, newest };
}
