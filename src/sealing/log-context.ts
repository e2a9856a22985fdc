import type { Issuer } from "../audit/certificate-formats.js";
import type { SigningKey } from "../audit/signing-key.js";
import type { ReadTile } from "../audit/tile.js";
import type { BundleAuthenticator } from "../audit/bundle-authenticator.js";
import type { Database } from "../ledger/database.js";
import type { Repositories } from "../ledger/repositories.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import type { KeptCheckpoint } from "./kept-checkpoint.js";

/** What the sealed log of one app works with. */
export interface LogContext extends Pick<
  Repositories,
  | "logs"
  | "inbox"
  | "leaves"
  | "tiles"
  | "checkpoints"
  | "publications"
  | "actions"
  | "entries"
  | "signingKeys"
> {
  db: Database;
  appId: string;
  authenticator: BundleAuthenticator;
  /** The log's name where it isn't begun yet, or where the settings give one. */
  origin: { configured: string | undefined; fallback: string };
  /** Who stands for the erasures. */
  issuer: Issuer;
  /** This process's key under a log's name. */
  signingKey: (origin: string) => SigningKey;
  kept: (origin: string) => KeptCheckpoint;
  telemetry: Telemetry;
  clock: () => Date;
}

/** The tiles of a log, straight from the ledger. */
export const tilesOf =
  ({ tiles }: Pick<LogContext, "tiles">, logId: number): ReadTile =>
  (level, index) =>
    tiles.read(logId, level, index);
