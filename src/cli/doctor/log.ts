import type { LogSettings } from "../../config/config.js";
import type { PublishTarget } from "../../ledger/log/publications.js";
import type { Log } from "../../ledger/log/logs.js";
import { MINUTE_MS } from "../../model/time.js";
import { plural } from "../../model/words.js";
import { checkLog } from "../../sealing/check-log.js";
import { targetsOf } from "../../sealing/publish.js";
import type { LogContext } from "../../sealing/log-context.js";
import type { Finding } from "./finding.js";

/** Sealing takes seconds. */
const LONG_MS = 10 * MINUTE_MS;

/**
 * What there is to say about the sealed log without verifying all of it.
 * @throws what opening for work would throw, such as {LOG_BROKEN}.
 */
export async function logFindings(context: LogContext, settings: LogSettings["publish"]): Promise<Finding[]> {
  const log = await checkLog(context);
  if (!log) return [{ what: "Sealed log", verdict: "ok", detail: "begins with the first work" }];
  const newest = await context.checkpoints.latest(log.id);
  const signed = newest ? `signed over ${newest.size} at ${newest.at.toISOString()}` : "not signed yet";
  return [
    { what: "Sealed log", verdict: "ok", detail: `${log.origin}, ${log.size} entries, ${signed}` },
    { what: "Verifier key", verdict: "ok", detail: context.signingKey(log.origin).vkey },
    ...(await waitingFindings(context)),
    ...(await publicationFindings(log, newest?.size ?? 0, context, settings)),
  ];
}

async function waitingFindings({ inbox, clock }: LogContext): Promise<Finding[]> {
  const { waiting, oldest, refused } = await inbox.state();
  const findings: Finding[] = [];
  if (refused > 0)
    findings.push({
      what: "Sealed log",
      verdict: "problem",
      detail: `${plural(refused, "entry was", "entries were")} refused: none of us wrote them`,
      remedy: "Somebody writes to the database. See which they are: scrubjay audit verify",
    });
  if (oldest && clock().getTime() - oldest.getTime() > LONG_MS)
    findings.push({
      what: "Sealed log",
      verdict: "warning",
      detail: `${plural(waiting, "entry waits", "entries wait")} to be sealed since ${oldest.toISOString()}`,
      remedy: "Start serve or worker; if one runs, its log says why it can't seal (log.failed).",
    });
  return findings;
}

async function publicationFindings(
  log: Log,
  signed: number,
  context: LogContext,
  settings: LogSettings["publish"],
): Promise<Finding[]> {
  const targets = targetsOf(settings);
  if (targets.length === 0)
    return [
      {
        what: "Publication",
        verdict: "warning",
        detail: "checkpoints go nowhere: whoever has the signing key could rewrite the log unseen",
        remedy: "Set SCRUBJAY_PUBLISH_FOLDER or SCRUBJAY_PUBLISH_COMMAND, to where somebody else keeps them.",
      },
    ];
  return Promise.all(targets.map((target) => publicationFinding(target, log, signed, context)));
}

async function publicationFinding(
  target: PublishTarget,
  log: Log,
  signed: number,
  context: LogContext,
): Promise<Finding> {
  const { taken, attempt } = await context.publications.last(log.id, target);
  const what = `Publication to a ${target}`;
  const last = taken
    ? `the last was over ${taken.size} of ${signed} at ${taken.at.toISOString()}`
    : "none yet";
  if (attempt?.code === null || attempt === undefined) return { what, verdict: "ok", detail: last };
  const isConflict = attempt.code === "PUBLISH_CONFLICT";
  return {
    what,
    verdict: isConflict ? "problem" : "warning",
    detail: `failed at ${attempt.at.toISOString()} (${attempt.code}); ${last}`,
    remedy: isConflict
      ? "What was published before doesn't fit the log. Keep both, and run: scrubjay audit verify"
      : "Try it now, and see what it says: scrubjay audit publish",
  };
}
