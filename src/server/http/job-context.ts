import type { JobContext } from "../../service/context.js";
import type { Backend } from "../backend.js";

/** What a route needs that begins or changes work. */
export function jobContextOf({ context }: Backend): JobContext {
  if (!context) throw new Error("a command that only uses the ledger called a route that works");
  return context;
}

/** What a route needs that changes the ledger, also where nothing else was opened. */
export const ledgerContextOf = ({ app, context }: Backend) => ({
  ...app,
  encryption: app.ledger.encryption,
  settings: app.options.config.service,
  queues: undefined,
  sealer: undefined,
  ...context,
});
