import type { VerifierKey } from "../audit/verifier-key.js";
import type { Log } from "../ledger/log/logs.js";
import type { Begun } from "./begin-log.js";
import { Beginning } from "./beginning.js";
import { originOf } from "./check-log.js";
import { Findings, isWarning, type Finding } from "./findings.js";
import { logKeys } from "./log-keys.js";
import { LogPass, PASS_PAGE } from "./log-pass.js";
import { readsOf, snapshot, type LogReads } from "./log-reads.js";
import { settleClosed } from "./settle-closed.js";
import type { LogVerdict, Verdict } from "./verdict.js";
import { SignedCheckpoints, type Signed } from "./signed-checkpoints.js";
import type { LogContext } from "./log-context.js";
import { lookAtUnsealed } from "./unsealed.js";

export interface VerifyOptions {
  signal?: AbortSignal | undefined;
  /** Entries that were looked at, of how many. */
  onProgress?: (done: number, total: number) => void;
  /** Checkpoints that somebody else kept, as signed notes. */
  checkpoints?: readonly string[];
  /** Keys that are known from elsewhere than the database. */
  verifierKeys?: readonly VerifierKey[];
}

/**
 * Computes everything about the sealed logs of an app anew, from the rows on, and compares it with what is stored, what
 * was signed and what is kept elsewhere. It doesn't end at the first finding. The logs may be written to meanwhile: most
 * is read as it goes, the end and all that isn't sealed yet in one transaction that shows one moment. Memory stays flat.
 */
export async function verifyLog(context: LogContext, options: VerifyOptions = {}): Promise<Verdict> {
  await readsOf(context.db, context).review.takeStock();
  const open = await context.logs.find();
  const closed = await context.logs.closed();
  const rest = new Findings();
  const report = (finding: Finding) => rest.add(finding);
  const logs: LogVerdict[] = [];
  let waiting = 0;
  const lookAtTheRest = async (reads: LogReads, begun?: Begun, size = 0) => {
    waiting = await lookAtUnsealed(reads, { begun, size }, report);
  };
  for (const log of closed) logs.push(await verifyOne(context, log, options));
  if (open) logs.push(await verifyOne(context, open, options, lookAtTheRest));
  else await snapshot(context, (reads) => lookAtTheRest(reads));
  await lookForOthers(context, [...closed, ...(open ? [open] : [])], options, report);
  const findings = settleClosed(logs);
  findings.take(rest);
  const holds = findings.first.every(isWarning) && findings.count === findings.first.length;
  return {
    holds,
    logs,
    waiting,
    findings: [...findings.first],
    more: findings.count - findings.first.length,
  };
}

async function verifyOne(
  context: LogContext,
  log: Log,
  options: VerifyOptions,
  atItsEnd?: (reads: LogReads, begun: Begun | undefined, size: number) => Promise<void>,
): Promise<LogVerdict> {
  const [findings, apart] = [new Findings(), new Findings()];
  const report = (finding: Finding, source: Signed["source"]) =>
    (source === "stored" ? findings : apart).add(finding);
  const keys = await logKeys(context, log, options.verifierKeys ?? [], (finding) => apart.add(finding));
  const checkpoints = new SignedCheckpoints(log, keys, report);
  // Of a closed log the one that took its place says which was the last.
  const kept = log.closedAt === null ? await context.kept(log.origin).read() : undefined;
  if (kept !== undefined) checkpoints.add(kept, "kept");
  for (const note of options.checkpoints ?? [])
    if (originIn(note) === log.origin) checkpoints.add(note, "given");
  const beginning = new Beginning(log, (finding) => findings.add(finding));
  const pass = await LogPass.begin(log, { beginning, checkpoints, findings, report });

  const reads = readsOf(context.db, context);
  /** How far the log goes. Its own word may be anything; what isn't there is told at the end. */
  const extent = async (at: LogReads) => {
    const { size, places } = await at.review.extent(log.id);
    return { size, end: Math.min(size, places) };
  };
  const readTo = (to: number, end: number, at: LogReads) =>
    pass.read(to, at, () => {
      options.signal?.throwIfAborted();
      options.onProgress?.(pass.at, end);
    });
  for (;;) {
    const { end } = await extent(reads);
    // The last page may still grow.
    const whole = end - (end % PASS_PAGE);
    if (whole <= pass.at) break;
    await readTo(whole, end, reads);
  }
  await snapshot(context, async (moment) => {
    const { size, end } = await extent(moment);
    await readTo(end, end, moment);
    options.onProgress?.(end, end);
    await pass.finish(size, moment);
    await atItsEnd?.(moment, beginning.begun, pass.at);
  });
  const { pinned } = keys;
  if (pinned.length > 0 && checkpoints.newest && !checkpoints.newestIsPinned)
    apart.add({
      kind: "key",
      log: log.origin,
      index: null,
      row: null,
      message: `The newest checkpoint isn't signed by the verifier key that you gave.`,
    });
  return {
    origin: log.origin,
    closedAt: log.closedAt,
    size: pass.at,
    root: pass.root,
    checkpoints: checkpoints.stored,
    newest: checkpoints.newest ?? null,
    begun: beginning.begun ?? null,
    findings,
    apart,
  };
}

/** The first line of a checkpoint is the name of its log. */
const originIn = (note: string): string => note.slice(0, note.indexOf("\n"));

/** What is known of logs that the ledger doesn't have (any more). */
async function lookForOthers(
  context: LogContext,
  logs: readonly Log[],
  { checkpoints = [], verifierKeys = [] }: VerifyOptions,
  report: (finding: Finding) => void,
): Promise<void> {
  const missing = (message: string) =>
    report({ kind: "log_missing", log: null, index: null, row: null, message });
  const isHere = (name: string) => logs.some(({ origin }) => origin === name);
  if (logs.length > 0 && logs.every(({ closedAt }) => closedAt !== null))
    missing("The last log was closed, and none took its place.");
  if (logs.length === 0 && (await context.kept(originOf(context)).read()) !== undefined)
    missing("A checkpoint of this ledger's log is kept in the data folder, and the log is gone.");
  if (checkpoints.some((note) => !isHere(originIn(note))))
    missing("A checkpoint that you gave names a log that isn't in this ledger.");
  if (verifierKeys.length > 0 && !verifierKeys.some(({ name }) => isHere(name)))
    missing("The verifier key that you gave is of a log that isn't in this ledger.");
}
