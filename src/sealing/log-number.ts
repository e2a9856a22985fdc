import type { Log } from "../ledger/log/logs.js";
import { allLogs } from "./signed-log.js";
import type { LogContext } from "./log-context.js";

/** Which log of its app it is, counted from 1: one that was closed has another after it. */
export async function logNumber(context: Pick<LogContext, "logs">, log: Log): Promise<number> {
  return numberAmong(await allLogs(context))(log.id);
}

/** The numbers of an app's logs, of which these are all; 0: none of them. */
export function numberAmong(logs: readonly Pick<Log, "id">[]): (logId: number) => number {
  return (logId) => 1 + logs.findIndex(({ id }) => id === logId);
}

/** The name of a log that takes the place of another: the first one's and a number. */
export const numberedName = (first: string, number: number): string => `${first}/${number}`;

/** Whether a log's name is this one, or this one with a number. */
export function isNameOf(first: string, origin: string): boolean {
  return origin === first || (origin.startsWith(`${first}/`) && /^\d+$/.test(origin.slice(first.length + 1)));
}
