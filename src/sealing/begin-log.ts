import { Tree } from "../audit/tree.js";
import type { Executor } from "../ledger/database.js";
import { checkLog, originOf } from "./check-log.js";
import type { LogContext } from "./log-context.js";

/** The first leaf of every log says what it begins with. */
export const LOG_BEGUN = "log.begun";

/** What a log takes over that was recorded before it. */
export interface Begun extends Record<string, unknown> {
  origin: string;
  /** Rows that are sealed right after this leaf: how many, and the last ID. */
  inherited: { kind: "entry" | "action"; rows: number; lastId: number }[];
  /** The log that this one takes the place of, and why. */
  replaces: Replaced | null;
}

/** A log that was closed because it was broken, as it was then: so that what is changed in it later is found too. */
export interface Replaced {
  origin: string;
  /** The last that was signed; null: none is known. */
  checkpoint: string | null;
  reason: string;
  damage: Damage;
  /** Logs that were closed before that one, as they were then: what is said last of a log counts. */
  earlier: { origin: string; damage: Damage }[];
  /** Rows that were in no log and didn't wait for one either. */
  orphans: Orphans[];
}

/** What a verification found in a log: how many, and their digest. */
export interface Damage {
  findings: number;
  digest: string;
}

export interface Orphans {
  kind: "entry" | "action";
  rows: number;
  lastId: number;
  /** Of their IDs and leaf hashes: 64 hexadecimal digits. */
  digest: string;
}

/** Begins the log of an app that has none. Of several processes one does it. */
export async function beginLog(context: LogContext): Promise<void> {
  await checkLog(context);
  const origin = originOf(context);
  const inheritance = await context.logs.inheritance();
  const inherited = inheritance
    .map(({ kind, rows, lastId }) => ({ kind, rows, lastId }))
    .sort((one, other) => (one.kind < other.kind ? 1 : -1));
  await context.db.transaction((tx) => openLog(tx, { origin, inherited, replaces: null }, context));
}

/** Opens a log with its first leaf. */
export async function openLog(tx: Executor, begun: Begun, context: LogContext): Promise<void> {
  const now = context.clock();
  const log = await context.logs.begin(tx, begun.origin, now);
  if (!log) return;
  const { id, hash } = await context.actions.recordUnboxed(tx, LOG_BEGUN, log.id, begun);
  const tree = await Tree.load(0, () => Promise.resolve(undefined));
  tree.append(hash);
  await context.logs.advance(tx, log, 0, 1, 0);
  await context.leaves.append(tx, log.id, 0, [{ kind: "action", rowId: id }]);
  await context.tiles.save(tx, log.id, tree.takeChanged());
  const { keyId, vkey } = context.signingKey(begun.origin);
  const key = { logId: log.id, keyId, verifierKey: vkey, createdAt: now, createdBy: "service" };
  await context.signingKeys.register(tx, key);
}
