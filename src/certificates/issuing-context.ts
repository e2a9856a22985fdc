import type { Pseudonyms } from "../audit/pseudonyms.js";
import type { Keyring } from "../keys/keyring.js";
import type { Repositories } from "../ledger/repositories.js";
import type { LogContext } from "../sealing/log-context.js";

/** What certificates are issued from. */
export interface IssuingContext extends Pick<Repositories, "runs" | "requests" | "suppression"> {
  log: LogContext;
  keyring: Pick<Keyring, "of">;
  pseudonyms: Pick<Pseudonyms, "subject">;
  /** Seals what waits to be sealed; undefined where another process does. */
  seal?: (() => Promise<unknown>) | undefined;
  /** How long to wait until it is sealed, in milliseconds. @default 15 s */
  patience?: number;
}
