import { setTimeout as sleep } from "node:timers/promises";
import { failure } from "../../base/errors.js";
import { openCheckpoint, type Checkpoint } from "../../audit/checkpoint.js";
import { VerifierKey } from "../../audit/verifier-key.js";
import type { Database } from "../../ledger/database.js";
import type { Log } from "../../ledger/log/logs.js";
import { errorCode } from "../../telemetry/error-code.js";
import { openLog, type Begun, type Damage, type Orphans, type Replaced } from "../../sealing/begin-log.js";
import { originOf } from "../../sealing/check-log.js";
import { Findings } from "../../sealing/findings.js";
import { logKeys } from "../../sealing/log-keys.js";
import { isNameOf, numberedName } from "../../sealing/log-number.js";
import { readsOf } from "../../sealing/log-reads.js";
import { mendInbox } from "../../sealing/mend-inbox.js";
import { Sealer } from "../../sealing/sealer.js";
import { allLogs } from "../../sealing/signed-log.js";
import type { LogContext } from "../../sealing/log-context.js";
import { sumOfOrphans } from "../../sealing/unsealed.js";
import type { Verdict } from "../../sealing/verdict.js";
import { verifyLog } from "../../sealing/verify-log.js";

/** A log that took the place of a broken one. */
export interface Restarted {
  origin: string;
  /** `findings`: what a verification found in it; `checkpoint`: the last that was signed of it, as far as known. */
  replaces: { origin: string; findings: number; checkpoint: string | null };
  /** Rows that were in no log. */
  orphans: { entries: number; actions: number };
  /** Of the new log, with what waited. */
  size: number;
  /** Its first; null: another process signs it. */
  checkpoint: string | null;
  verifierKey: string;
}

/** The log that goes; `log` undefined: its row is gone, and only the kept checkpoint tells of it. */
interface Predecessor {
  origin: string;
  log: Log | undefined;
}

/** Nobody else seals meanwhile; renewed as long as this process lives. */
const LEASE_MS = 30_000;
/** A sealer that was killed is waited for. */
const WAIT_MS = 15_000;
const POLL_MS = 200;

/**
 * Closes a log that is broken for good and begins another one, whose first entry says which one it takes the place of,
 * why, what was found in it, and the digest of all rows that no log has. What waits goes into the new one. From then on
 * a verification tells the damage as a warning, as long as it is as it was. Works where opening for work refuses.
 * @param reason for the record; nothing about a person.
 * @param sealer of this process, where it has one.
 * @throws {NO_LOG | LOG_HOLDS | LOG_BUSY}
 */
export async function restartLog(
  reason: string,
  context: LogContext,
  sealer: Sealer = new Sealer(context),
): Promise<Restarted> {
  const gone = await predecessor(context);
  const lease = gone.log?.closedAt === null ? await acquireLease(context) : undefined;
  try {
    const verdict = await verifyLog(context);
    if (verdict.holds) throw failure("LOG_HOLDS");
    const origin = await nextOrigin(context);
    const checkpoint = await lastSigned(gone, context);
    const earlier = verdict.logs
      .filter((log) => log.closedAt !== null && log.origin !== gone.origin)
      .map(({ origin: name }) => ({ origin: name, damage: damageOf(name, verdict) }));
    const damage = damageOf(gone.origin, verdict);
    const replaced = { origin: gone.origin, checkpoint, reason, damage, earlier };
    const orphans = await context.db.transaction((tx) =>
      replace(tx, { gone, lease, origin, replaced }, context),
    );
    return { ...(await sealed(sealer, context)), replaces: replacesView(replaced), orphans };
  } finally {
    await lease?.release();
  }
}

const replacesView = ({ origin, damage, checkpoint }: Omit<Replaced, "orphans">): Restarted["replaces"] => ({
  origin,
  findings: damage.findings,
  checkpoint,
});

async function predecessor(context: LogContext): Promise<Predecessor> {
  const last = (await allLogs(context)).at(-1);
  if (last) return { origin: last.origin, log: last };
  const origin = originOf(context);
  if ((await context.kept(origin).read()) === undefined) throw failure("NO_LOG");
  return { origin, log: undefined };
}

interface Lease {
  log: Log;
  release: () => Promise<void>;
}

async function acquireLease(context: LogContext): Promise<Lease> {
  const deadline = performance.now() + WAIT_MS;
  let log = await context.logs.takeOver(LEASE_MS);
  while (!log) {
    if (performance.now() > deadline) throw failure("LOG_BUSY");
    await sleep(POLL_MS);
    log = await context.logs.takeOver(LEASE_MS);
  }
  const held = log;
  const renew = () =>
    context.logs.advance(context.db, held, held.size, held.size, LEASE_MS).catch(() => undefined);
  const timer = setInterval(() => void renew(), LEASE_MS / 3);
  return {
    log,
    async release() {
      clearInterval(timer);
      await context.logs.release(held);
    },
  };
}

/** In one transaction: what is said about the old log is true at the moment when the new one begins. */
async function replace(
  tx: Database,
  {
    gone,
    lease,
    origin,
    replaced,
  }: { gone: Predecessor; lease: Lease | undefined; origin: string; replaced: Omit<Replaced, "orphans"> },
  context: LogContext,
): Promise<Restarted["orphans"]> {
  const now = context.clock();
  if (lease && !(await context.logs.advance(tx, lease.log, lease.log.size, lease.log.size, LEASE_MS)))
    throw failure("LOG_BUSY");
  // Of a log whose row is gone nothing but its name is left, and verifications must find that.
  const old = gone.log ?? (await context.logs.begin(tx, gone.origin, now));
  if (!old) throw failure("LOG_BUSY");
  if (old.closedAt === null) await context.logs.close(tx, old.id, now);
  await mendInbox(tx, context);
  const reads = readsOf(tx, context);
  const entries = await sumOfOrphans(reads, "entry");
  const actions = await sumOfOrphans(reads, "action");
  const orphans: Orphans[] = [entries, actions];
  const begun: Begun = { origin, inherited: [], replaces: { ...replaced, orphans } };
  await openLog(tx, begun, context);
  if ((await context.logs.find(tx))?.origin !== origin) throw failure("LOG_BUSY");
  return { entries: entries.rows, actions: actions.rows };
}

/** The first name and a number that no log has, or had. */
async function nextOrigin(context: LogContext): Promise<string> {
  const { configured, fallback } = context.origin;
  const logs = await allLogs(context);
  const oldest = logs[0]?.origin ?? fallback;
  const first = configured ?? (isNameOf(fallback, oldest) ? fallback : oldest);
  for (let number = Math.max(2, logs.length + 1); ; number++) {
    const name = numberedName(first, number);
    const isTaken =
      logs.some(({ origin }) => origin === name) || (await context.kept(name).read()) !== undefined;
    if (!isTaken) return name;
  }
}

/** What is in the database of it. What only a checkpoint kept elsewhere shows isn't part of this. */
function damageOf(origin: string, { logs }: Verdict): Damage {
  const findings = logs.find((log) => log.origin === origin)?.findings ?? new Findings();
  return { findings: findings.count, digest: findings.digest() };
}

/** The checkpoint over the most entries whose signature holds: kept outside the database, or stored in it. */
async function lastSigned({ origin, log }: Predecessor, context: LogContext): Promise<string | null> {
  const stored = log && (await context.checkpoints.latest(log.id));
  const { trusted } = log
    ? await logKeys(context, log, [], () => undefined)
    : { trusted: [VerifierKey.parse(context.signingKey(origin).vkey)] };
  const notes = [await context.kept(origin).read(), stored?.note].flatMap((note) => {
    const checkpoint = note === undefined ? undefined : opened(note, trusted);
    return note !== undefined && checkpoint?.origin === origin ? [{ note, size: checkpoint.size }] : [];
  });
  notes.sort((one, other) => other.size - one.size);
  return notes[0]?.note ?? null;
}

function opened(note: string, keys: readonly VerifierKey[]): Checkpoint | undefined {
  try {
    return openCheckpoint(note, keys);
  } catch {
    return undefined;
  }
}

/** The log has begun, whatever becomes of this: whoever works next seals what waits. */
async function sealed(
  sealer: Sealer,
  context: LogContext,
): Promise<Pick<Restarted, "origin" | "size" | "checkpoint" | "verifierKey">> {
  try {
    await sealer.seal();
  } catch (error) {
    context.telemetry.emit("log.failed", { code: errorCode(error) });
  }
  const log = await context.logs.find();
  if (!log) throw failure("LOG_BUSY");
  const newest = await context.checkpoints.latest(log.id);
  const { origin, size } = log;
  return { origin, size, checkpoint: newest?.note ?? null, verifierKey: context.signingKey(origin).vkey };
}
