import type { Keyring } from "../keys/keyring.js";
import type { Repositories } from "../ledger/repositories.js";
import type { LogSite } from "../sealing/site.js";

/** What certificates are issued from. */
export interface IssuingSite extends Pick<Repositories, "runs" | "requests"> {
  log: LogSite;
  keyring: Pick<Keyring, "of">;
  /** Seals what waits to be sealed; undefined where another process does. */
  seal?: (() => Promise<unknown>) | undefined;
}
