import { isFailure } from "../../base/errors.js";
import type { Policy } from "../../policy/policy.js";
import type { Executor } from "../../ledger/database.js";
import { claimComebacks } from "../../ledger/watches/comebacks.js";
import type { Watch } from "../../ledger/watches/watches.js";
import type { JobContext } from "../context.js";
import { createRun, type RunContext } from "../run/create.js";
import { settleWatches } from "./settle.js";
import { ErasurePolicies } from "./erasure-policies.js";
import { placeOf } from "./scanner.js";
import { findUnjudged, isUnjudged, recordUnjudged } from "./unjudged.js";

/** What ending a watch works with. */
export type EndContext = RunContext &
  Pick<JobContext, "watches" | "suppression" | "userCounts" | "outbox" | "db" | "clock">;

/**
 * Everybody was looked at: whoever is to be scrubbed again goes into runs, one for each policy, and the others are told.
 * A run takes people over in the transaction that makes it, so whoever repeats this after a crash makes only what is
 * missing.
 */
export async function endWatch(watch: Watch, context: EndContext): Promise<void> {
  const { watches, userCounts, db, clock } = context;
  let left: number[];
  try {
    left = await scrubAgain(watch, context);
  } catch (error) {
    // Cancelled meanwhile, or another process ends it.
    if (isFailure(error, "WATCH_STATE")) return;
    throw error;
  }
  const isCertain = left.length === 0 && !isUnjudged((await watches.get(watch.id)).code);
  const unjudged = isCertain ? null : await findUnjudged(watch, context);
  const ended = await db.transaction(async (tx) => {
    const at = clock();
    const now = await watches.endScan(tx, watch.id, { now: at, left });
    if (!now) return now;
    await userCounts.note(tx, watch.scanned, at);
    if (unjudged) await recordUnjudged(tx, now, unjudged, context);
    if ((now.cameBack > 0 || unjudged) && now.mode === "watch")
      await addWebhook(tx, now, unjudged?.people ?? 0, context);
    return now;
  });
  if (!ended) return;
  if (ended.state === "scrubbing") await settleWatches(context);
  else {
    const { id, state, cameBack, code } = ended;
    context.telemetry.emit("watch.finished", { watch: id, state, cameBack, code });
  }
}

/**
 * Makes a run for each policy under which somebody was erased who is to be scrubbed again.
 * @returns the runs whose policy can't be read (any more): nobody can be scrubbed by it.
 */
async function scrubAgain(watch: Watch, context: EndContext): Promise<number[]> {
  const erasers = await context.watches.erasersToScrub(watch.id);
  const policies = new ErasurePolicies(context);
  await policies.open(erasers);
  const left: number[] = [];
  const byPolicy = new Map<Policy, number[]>();
  for (const run of erasers) {
    const policy = policies.of(run)?.policy;
    if (!policy) {
      left.push(run);
      continue;
    }
    const same = byPolicy.get(policy);
    if (same) same.push(run);
    else byPolicy.set(policy, [run]);
  }
  for (const [policy, ofRuns] of byPolicy) await scrubUnder(policy, ofRuns, watch, context);
  return left;
}

async function scrubUnder(
  policy: Policy,
  erasers: readonly number[],
  watch: Watch,
  context: EndContext,
): Promise<void> {
  const cipher = context.encryption.ofLedger();
  const ids = async function* (tx: Executor, runId: number) {
    for await (const { subject, sealed } of claimComebacks(tx, watch.id, erasers, runId)) {
      yield cipher.decrypt(sealed, placeOf(watch.id, subject));
    }
  };
  await createRun(
    {
      kind: "watch",
      policy,
      disguised: true,
      autoApply: watch.autoApply,
      ids,
      by: watch.createdBy,
      watchId: watch.id,
    },
    context,
  );
}

/** In the transaction that ends the scan: what is to be scrubbed may still wait for a person. */
async function addWebhook(
  tx: Executor,
  watch: Watch,
  unjudged: number,
  { watches, outbox }: Pick<JobContext, "watches" | "outbox">,
): Promise<void> {
  const { people, emails, stillBack, held, toScrub } = await watches.tally(watch.id, tx);
  await outbox.webhook(tx, {
    type: "watch.comebacks",
    about: `watch-${watch.id}`,
    data: { watch: watch.id, scanned: watch.scanned, people, emails, stillBack, held, toScrub, unjudged },
  });
}
