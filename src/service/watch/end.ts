import { isFailure } from "../../base/errors.js";
import { policyOfRun } from "../../erasure/encrypted-policy.js";
import type { Executor } from "../../ledger/database.js";
import { claimComebacks } from "../../ledger/watches/comebacks.js";
import type { Watch } from "../../ledger/watches/watches.js";
import type { JobContext } from "../context.js";
import { createRun, type RunContext } from "../run/create.js";
import { settleWatches } from "./settle.js";
import { placeOf } from "./scanner.js";

/** What ending a watch works with. */
export type EndContext = RunContext & Pick<JobContext, "watches" | "userCounts" | "outbox" | "db" | "clock">;

/**
 * Everybody was looked at: whoever is to be scrubbed again goes into runs, one for each policy, and the others are told.
 * A run takes people over in the transaction that makes it, so whoever repeats this after a crash makes only what is
 * missing.
 */
export async function endWatch(watch: Watch, context: EndContext): Promise<void> {
  const { watches, userCounts, db, clock } = context;
  try {
    for (const { policyDigest, runId } of await watches.policiesToScrub(watch.id)) {
      await scrubAgain(watch, policyDigest, runId, context);
    }
  } catch (error) {
    // Cancelled meanwhile, or another process ends it.
    if (isFailure(error, "WATCH_STATE")) return;
    throw error;
  }
  const ended = await db.transaction(async (tx) => {
    const at = clock();
    const now = await watches.endScan(tx, watch.id, at);
    if (now) await userCounts.note(tx, watch.scanned, at);
    if (now && now.cameBack > 0 && now.mode === "watch") await addWebhook(tx, now, context);
    return now;
  });
  if (!ended) return;
  if (ended.state === "scrubbing") await settleWatches(context);
  else {
    const { id, state, cameBack, code } = ended;
    context.telemetry.emit("watch.finished", { watch: id, state, cameBack, code });
  }
}

async function scrubAgain(
  watch: Watch,
  policyDigest: string,
  erasedBy: number,
  context: EndContext,
): Promise<void> {
  const cipher = context.encryption.ofLedger();
  const ids = async function* (tx: Executor, runId: number) {
    for await (const { subject, sealed } of claimComebacks(tx, watch.id, policyDigest, runId)) {
      yield cipher.decrypt(sealed, placeOf(watch.id, subject));
    }
  };
  await createRun(
    {
      kind: "watch",
      policy: policyOfRun(await context.watches.erasedBy(erasedBy), context.encryption),
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
  { watches, outbox }: Pick<JobContext, "watches" | "outbox">,
): Promise<void> {
  const { people, emails, stillBack, held, toScrub } = await watches.tally(watch.id, tx);
  await outbox.webhook(tx, {
    type: "watch.comebacks",
    about: `watch-${watch.id}`,
    data: { watch: watch.id, scanned: watch.scanned, people, emails, stillBack, held, toScrub },
  });
}
