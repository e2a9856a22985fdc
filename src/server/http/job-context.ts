import type { JobContext } from "../../service/context.js";
import type { PolicyContext } from "../../service/policy/policy-field.js";
import type { Backend } from "../backend.js";

/** What a route needs that begins or changes work. */
export function jobContextOf({ context, policies }: Backend): JobContext & PolicyContext {
  if (!context) throw new Error("a command that only uses the ledger called a route that works");
  return { ...context, policies };
}

/** What a route needs that changes the ledger, also where nothing else was opened. */
export const ledgerContextOf = ({ app, context, policies }: Backend) => ({
  ...app,
  policies,
  encryption: app.ledger.encryption,
  settings: app.options.config.service,
  queues: undefined,
  sealer: undefined,
  ...context,
});
