import type { StoredCheckpoint } from "../ledger/log/checkpoints.js";
import type { Log } from "../ledger/log/logs.js";
import { LogNotFoundError, NoLogError } from "./errors.js";
import type { LogSite } from "./site.js";

/** A log, and the newest that was signed of it. */
export interface SignedLog {
  log: Log;
  newest: StoredCheckpoint;
}

/** All logs of an app, oldest first, the open one last. Their place among them, from 1 on, is their number. */
export async function allLogs({ logs }: Pick<LogSite, "logs">): Promise<Log[]> {
  const open = await logs.find();
  return [...(await logs.closed()), ...(open ? [open] : [])];
}

/**
 * @param number of the log; left out: the one that is open.
 * @throws {NoLogError | LogNotFoundError}
 */
export async function signedLog(
  site: Pick<LogSite, "logs" | "checkpoints">,
  number?: number,
): Promise<SignedLog> {
  const log = number === undefined ? await site.logs.find() : (await allLogs(site))[number - 1];
  if (!log && number !== undefined && number > 1) throw new LogNotFoundError();
  const newest = log && (await site.checkpoints.latest(log.id));
  if (!log || !newest) throw new NoLogError();
  return { log, newest };
}
