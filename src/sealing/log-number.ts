import type { Log } from "../ledger/logs.js";
import type { LogSite } from "./site.js";

/** Which log of its app it is, counted from 1: one that was closed has another after it. */
export async function logNumber({ logs }: Pick<LogSite, "logs">, log: Log): Promise<number> {
  const closed = await logs.closed();
  return 1 + closed.filter(({ id }) => id < log.id).length;
}

/** The name of a log that takes the place of another: the first one's and a number. */
export const numberedName = (first: string, number: number): string => `${first}/${number}`;

/** Whether a log's name is this one, or this one with a number. */
export function isNameOf(first: string, origin: string): boolean {
  return origin === first || (origin.startsWith(`${first}/`) && /^\d+$/.test(origin.slice(first.length + 1)));
}
