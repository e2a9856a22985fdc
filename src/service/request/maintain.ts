import { SERVICE } from "../../ledger/evidence/actor.js";
import type { DueRequest, Request } from "../../ledger/requests/requests.js";
import { DAY_MS, MINUTE_MS } from "../../model/time.js";
import { daysLeft, warningHorizons, warningsDue } from "../../requests/deadline.js";
import { OUTAGES } from "../../requests/outages.js";
import { changeRequest, type StepContext } from "./change.js";
import type { JobContext } from "../context.js";
import { beginLookup } from "./look-up.js";
import { settleRequests, type SettleContext } from "./settle.js";
import { startRequests } from "./start.js";

/** What letting a request go on works with. */
export type ResumeContext = StepContext & Pick<JobContext, "lookups" | "db" | "clock">;

/** After the attempts of a job, which take about half an hour, TalkJS has been away for long; so it is asked seldom. */
const ASK_AGAIN_MS = 15 * MINUTE_MS;
/** Whoever sends a call again does so within days. */
const KEYS_KEPT_MS = 7 * DAY_MS;

/**
 * Everything about requests that time brings, or that a killed process left: whatever is due is done, so it can be
 * called at any time and by any number of processes.
 */
export async function maintainRequests(
  context: SettleContext & ResumeContext & Pick<JobContext, "idempotencyKeys">,
): Promise<void> {
  for (const runId of await context.requestSubjects.endedRuns()) await settleRequests(runId, context);
  for (const request of await context.requests.awaited(context.clock()))
    await takeStep(request, "release", context);
  await resumeUnheld(context);
  const overlong = new Date(context.clock().getTime() - ASK_AGAIN_MS);
  for (const request of await context.requests.failedSince(OUTAGES, overlong))
    await takeStep(request, "retry", context);
  await beginLookup(context);
  await startRequests(context);
  await warn(context);
  await context.idempotencyKeys.purge(new Date(context.clock().getTime() - KEYS_KEPT_MS));
}

/** Puts a request (back) where its work begins: to the lookup of its e-mail addresses, or into the queue. */
export async function takeStep(
  { id }: Pick<DueRequest, "id">,
  step: "release" | "resume" | "retry",
  context: ResumeContext,
  actor = SERVICE.name,
): Promise<Request | null> {
  return context.db.transaction(async (tx) => {
    const to = (await context.lookups.isUnresolved(tx, id)) ? "resolving" : "queued";
    const change = { code: null };
    return changeRequest(tx, { id, step, to, change, actor, at: context.clock() }, context);
  });
}

/** Lets requests go on that waited for legal holds which are lifted or over. */
export async function resumeUnheld(context: ResumeContext): Promise<void> {
  for (const request of await context.requests.unheld(context.clock()))
    await takeStep(request, "resume", context);
}

/** Tells, some days before, that a deadline comes near; and that it has passed. */
async function warn(context: ResumeContext): Promise<void> {
  const now = context.clock();
  for (const { id } of await context.requests.unwarned(warningHorizons(now))) {
    await context.db.transaction(async (tx) => {
      const request = await context.requests.lock(tx, id);
      const due = warningsDue(request.deadline, now);
      if (request.finishedAt || due <= request.warnings) return;
      const left = Math.floor(daysLeft(request.deadline, now));
      const state = now < request.deadline ? "deadline_near" : "overdue";
      const event = { at: now, state, actor: SERVICE.name } as const;
      await context.requests.amend(tx, id, { warnings: due }, event);
      const { deadline } = request;
      const data = { id, state: request.state, deadline: deadline.toISOString(), daysLeft: left };
      await context.outbox.webhook(tx, { type: `request.${state}`, about: id, data });
      context.telemetry.emit("request.deadline_near", { request: id, daysLeft: left });
    });
  }
}
