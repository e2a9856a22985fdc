import { failure } from "../../base/errors.js";
import type { AuditAction } from "../../ledger/evidence/actions.js";
import { PERSON_LOOKED_AT } from "../../model/actions.js";
import { contactLikeId } from "../../policy/contact-like.js";
import { latestEntry } from "../../certificates/entries.js";
import { demandApi, laneOf, policyOf, type JobContext } from "../context.js";
import { openTrials, type TrialContext } from "../field-trials.js";

type Context = TrialContext &
  Pick<JobContext, "runs" | "keyring" | "talkjs" | "apiOrigin" | "actions" | "db" | "log">;

/**
 * Reads somebody whom a run worked on as they are now, judges them by its policy, and seals what was seen.
 * @throws {CERTIFICATE_NOBODY_SEEN} when TalkJS doesn't show them: it deletes nobody, so one absence shows nothing.
 * {CERTIFICATE_NOT_BLANK} when something of what was to be erased is there; that is sealed too.
 */
export async function lookAt(
  runId: number,
  userId: string,
  context: Context,
): Promise<{ record: AuditAction; at: Date }> {
  const run = await context.runs.get(runId);
  demandApi(run, context);
  const epoch = await context.keyring.of(run.epoch);
  const policy = policyOf(run, context, epoch);
  const at = context.clock();
  const user = await context.talkjs.lane(laneOf(run)).user(userId).get();
  if (!user) throw failure("CERTIFICATE_NOBODY_SEEN");
  const subject = epoch.subject(userId);
  const entry = await latestEntry(runId, subject, context);
  const { fields, untried, stays } = policy.judge(user, await openTrials(context));
  const left = [...fields, ...untried.map((name) => policy.shownField(name)), ...stays];
  // What the record of the erasure says that it stays is no news.
  const remaining = left.filter((field) => !entry?.remaining.includes(field));
  const [record] = await context.actions.recordAll(context.db, PERSON_LOOKED_AT, [
    {
      target: subject,
      detail: {
        epoch: run.epoch,
        idLooksLike: contactLikeId(userId) ?? "nothing",
        policyDigest: run.policyDigest,
        remaining,
        runId,
        seenAt: at.toISOString(),
      },
    },
  ]);
  if (!record) throw new Error("a look wasn't recorded");
  if (remaining.length > 0) throw failure("CERTIFICATE_NOT_BLANK", { fields: remaining.join(", ") });
  return { record, at };
}
