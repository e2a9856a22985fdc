import { plural } from "../model/words.js";
import { Findings, type Finding } from "./findings.js";
import type { LogVerdict } from "./verdict.js";

/**
 * All findings about logs, in order. A log that was closed because it was broken stays so for good: as long as it is as
 * the one after it says it was then, that is a warning.
 */
export function settleClosed(logs: readonly LogVerdict[]): Findings {
  const all = new Findings();
  logs.forEach((log, place) => {
    const said = log.closedAt !== null ? lastSaid(log, logs.slice(place + 1)) : undefined;
    if (said?.digest === log.findings.digest()) all.add(damaged(log, said.reason));
    else {
      if (log.closedAt !== null) all.add(changedSince(log));
      all.take(log.findings);
    }
    all.take(log.apart);
    const before = log.begun?.replaces?.origin;
    if (before !== undefined && logs[place - 1]?.origin !== before) all.add(gone(log, before));
  });
  return all;
}

/** What the logs after it say that it was like. */
function lastSaid({ origin }: LogVerdict, after: readonly LogVerdict[]) {
  const all = after.flatMap(({ begun }) => {
    if (!begun?.replaces) return [];
    const { reason, earlier, ...replaced } = begun.replaces;
    return [...earlier, replaced].map((said) => ({ origin: said.origin, ...said.damage, reason }));
  });
  return all.findLast((said) => said.origin === origin);
}

const about = ({ origin: log }: LogVerdict) => ({ log, index: null, row: null });

function damaged(log: LogVerdict, reason: string): Finding {
  const { count } = log.findings;
  // Where its end was cut off cleanly, only what was kept elsewhere has shown it.
  const state = count === 0 ? "" : ` with ${plural(count, "finding")}`;
  const message = `Log ${log.origin} was closed${state} (${reason}), and is as it was then.`;
  return { kind: "closed_damaged", ...about(log), message };
}

function changedSince(log: LogVerdict): Finding {
  const message = `Log ${log.origin} isn't as the log after it says that it was when it was closed: it was changed since.`;
  return { kind: "rewritten", ...about(log), message };
}

function gone(log: LogVerdict, before: string): Finding {
  const message = `Log ${log.origin} took the place of ${before}, which is gone.`;
  return { kind: "log_missing", ...about(log), message };
}
