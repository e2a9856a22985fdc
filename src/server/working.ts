import type { JobContext } from "../../jobs/context.js";
import type { Desk } from "./desk.js";

/** What a route needs that begins or changes work. */
export function contextOf({ context }: Desk): JobContext {
  if (!context) throw new Error("a command that only uses the ledger called a route that works");
  return context;
}

/** The time by the clock of the work; where a command only reads, by the machine's. */
export const nowOf = ({ context }: Desk): Date => context?.clock() ?? new Date();
