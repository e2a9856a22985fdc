import type { Keyring } from "../keys/keyring.js";
import type { Repositories } from "../ledger/repositories.js";
import type { LogContext } from "../sealing/log-context.js";

/** What certificates are issued from. */
export interface IssuingContext extends Pick<Repositories, "runs" | "requests"> {
  log: LogContext;
  keyring: Pick<Keyring, "of">;
  /** Seals what waits to be sealed; undefined where another process does. */
  seal?: (() => Promise<unknown>) | undefined;
}
