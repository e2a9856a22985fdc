import type { ComebackPattern } from "../../ledger/watches/comeback-pattern.js";
import type { ShownComeback } from "../../ledger/watches/comebacks.js";
import type { Watch } from "../../ledger/watches/watches.js";
import type { OpenedApp } from "../../service/opened-app.js";
import { unjudgedOf } from "../../service/watch/unjudged.js";
import { instant } from "../http/instant.js";
import type { WatchItem, WatchView, ComebackView, PatternView } from "../../contracts/watches.js";

export function watchItem(watch: Watch): WatchItem {
  const { id, mode, fromApp, state, code, onComeback, scanned, known, cameBack, createdBy } = watch;
  return {
    ...{
      id,
      mode,
      fromApp,
      state,
      code,
      onComeback,
      apply: watch.autoApply,
      scanned,
      known,
      cameBack,
      createdBy,
    },
    createdAt: instant(watch.createdAt),
    finishedAt: instant(watch.finishedAt),
  };
}

export async function watchView({ watches, actions }: OpenedApp, watch: Watch): Promise<WatchView> {
  const runs = await watches.runsOf(watch.id);
  return {
    ...watchItem(watch),
    found: await watches.tally(watch.id),
    unjudged: await unjudgedOf(watch, { actions }),
    runs: runs.map(({ id, state, code }) => ({ run: id, state, code })),
  };
}

export function comebackView(comeback: ShownComeback): ComebackView {
  const { watchId, kind, subject, seenAt, blankSince, fields, stillBack, status, erasedBy, runId } = comeback;
  return {
    ...{ watch: watchId, kind, subject, fields, stillBack, status, erasedBy, run: runId },
    seenAt: instant(seenAt),
    blankSince: instant(blankSince),
  };
}

export const patternView = (pattern: ComebackPattern): PatternView => ({
  ...pattern,
  since: instant(pattern.since),
});
