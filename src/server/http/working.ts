import type { JobContext } from "../../service/context.js";
import type { Desk } from "../desk.js";

/** What a route needs that begins or changes work. */
export function contextOf({ context }: Desk): JobContext {
  if (!context) throw new Error("a command that only uses the ledger called a route that works");
  return context;
}
