import { z } from "@hono/zod-openapi";
import { openPolicy } from "../erasure/sealed-policy.js";
import { handledOf, NO_PROGRESS } from "../ledger/batches.js";
import type { Run } from "../ledger/runs.js";
import { RUN_KINDS } from "../model/kinds.js";
import { RUN_STATES } from "../model/run-life.js";
import { estimateCost } from "../policy/cost.js";
import { needsFreshLook } from "../policy/exclusion.js";
import { checkLimits, planExpiry, shareOf } from "../policy/limits.js";
import type { Policy } from "../policy/policy.js";
import type { Session } from "../wiring/session.js";
import { time } from "./fields.js";
import { instant } from "./instant.js";

const Counts = z.record(z.string(), z.int());

/** A run as answers and `--json` show it. Users appear as numbers only. */
export const RunViewSchema = z
  .object({
    run: z.int().openapi({ example: 7 }),
    app: z.string(),
    kind: z.enum(RUN_KINDS),
    state: z.enum(RUN_STATES),
    code: z.string().nullable().openapi({ description: "Why it stopped or was refused." }),
    policyDigest: z.string(),
    createdBy: z.string().openapi({ description: "Who asked for it: a token's name, `cli` or `schedule`." }),
    approvedBy: z.string().nullable(),
    createdAt: time,
    plannedAt: time.nullable(),
    approvedAt: time.nullable(),
    finishedAt: time.nullable(),
    limits: z
      .object({
        maxUsers: z.int(),
        maxShare: z.number().openapi({ description: "Of all users, from 0 to 1." }),
        maxErrorRate: z.number().openapi({ description: "Of the users handled, from 0 to 1." }),
        maxPlanAge: z.string().openapi({ example: "24 hours" }),
      })
      .openapi({ description: "Of its policy: what refuses the plan, and what stops the run." }),
    plan: z.object({
      expiresAt: time.nullable().openapi({
        description: "Until when it can be applied, while it waits for that.",
      }),
      scanned: z.int(),
      selected: z.int(),
      toScrub: z.int(),
      share: z.number().openapi({ description: "Users to scrub, of all that were seen: from 0 to 1." }),
      alreadyBlank: z.int(),
      notFound: z.int(),
      failed: z.int(),
      excluded: Counts.openapi({ description: "Users who are left alone, by why." }),
      fields: Counts.openapi({ description: "Users who hold something, by field." }),
      customKeys: z.int(),
      contactLikeIds: z.object({ email: z.int(), phone: z.int() }),
      violations: z.array(z.string()).openapi({ description: "Why the plan is refused, in sentences." }),
      requests: z.int().openapi({ description: "What applying costs." }),
      seconds: z.number().openapi({ description: "What applying takes at the quota." }),
      requestsPerSecond: z.number().openapi({ description: "The part of the quota that is ours." }),
    }),
    progress: z.object({
      batches: z.int(),
      batchesDone: z.int(),
      scrubbed: z.int(),
      alreadyBlank: z.int(),
      notFound: z.int(),
      excluded: z.int(),
      failed: z.int(),
    }),
    parked: Counts.openapi({ description: "Users who wait for a person, by the code of their failure." }),
  })
  .openapi("Run");
export type RunView = z.infer<typeof RunViewSchema>;

/** How far a run is: little enough to be asked several times a second. */
export const RunProgressSchema = z
  .object({
    run: z.int(),
    state: z.enum(RUN_STATES),
    code: z.string().nullable(),
    scanned: z.int(),
    selected: z.int(),
    handled: z.int().openapi({ description: "Users for whom it has ended, one way or the other." }),
  })
  .openapi("RunProgress");
export type RunProgress = z.infer<typeof RunProgressSchema>;

export async function runProgress({ batches }: Session, run: Run): Promise<RunProgress> {
  const { id, state, code, tally } = run;
  const handled = state === "planning" ? 0 : handledOf(await batches.progress(id));
  return { run: id, state, code, scanned: tally.scanned, selected: tally.selected, handled };
}

export async function runView(session: Session, run: Run): Promise<RunView> {
  const [view] = await runViews(session, [run]);
  if (!view) throw new Error("a run without its view");
  return view;
}

/** Of many runs with as many questions to the ledger as of one. */
export async function runViews(session: Session, found: readonly Run[]): Promise<RunView[]> {
  const progress = await session.batches.progressOf(found.map(({ id }) => id));
  // Only who failed can be parked.
  const failed = [...progress].filter(([, { failed }]) => failed > 0);
  const parked = await session.worklist.parkedOf(failed.map(([id]) => id));
  return found.map((run) =>
    viewOf(session, run, { progress: progress.get(run.id) ?? NO_PROGRESS, parked: parked.get(run.id) ?? {} }),
  );
}

function viewOf(
  session: Session,
  run: Run,
  { progress, parked }: Pick<RunView, "progress" | "parked">,
): RunView {
  const { tally } = run;
  const policy = openPolicy(run, session.ledger.seal);
  return {
    run: run.id,
    app: run.appId,
    kind: run.kind,
    state: run.state,
    code: run.code,
    policyDigest: run.policyDigest,
    createdBy: run.createdBy,
    approvedBy: run.approvedBy,
    createdAt: run.createdAt.toISOString(),
    plannedAt: instant(run.plannedAt),
    approvedAt: instant(run.approvedAt),
    finishedAt: instant(run.finishedAt),
    limits: policy.limits,
    plan: {
      expiresAt:
        run.state === "planned" && run.plannedAt ? instant(planExpiry(policy.limits, run.plannedAt)) : null,
      scanned: tally.scanned,
      selected: tally.selected,
      toScrub: tally.toScrub,
      share: shareOf({ toScrub: tally.toScrub, total: tally.scanned }),
      alreadyBlank: tally.alreadyBlank,
      notFound: tally.notFound,
      failed: tally.failed,
      excluded: tally.excluded,
      fields: tally.fields,
      customKeys: tally.customKeys,
      contactLikeIds: tally.contactLikeIds,
      violations: violationsOf(run, policy),
      ...costOf(run, policy, session),
    },
    progress,
    parked,
  };
}

function violationsOf({ state, code, tally }: Run, policy: Policy): string[] {
  if (state !== "refused") return [];
  return checkLimits(policy.limits, { toScrub: tally.toScrub, total: tally.scanned })
    .filter((violation) => code?.split(",").includes(violation.code))
    .map(({ message }) => message);
}

function costOf(
  { tally }: Run,
  policy: Policy,
  { options: { config } }: Session,
): Pick<RunView["plan"], "requests" | "seconds" | "requestsPerSecond"> {
  // With exclusions that can change, everybody is looked at once more before the edit.
  const requests = tally.edits + tally.reads * (needsFreshLook(policy) ? 2 : 1);
  const requestsPerSecond = config.meters.rest.rate * config.share;
  const { seconds } = estimateCost({ rest: requests, batch: 0 }, { rest: requestsPerSecond, batch: 1 });
  return { requests, seconds, requestsPerSecond };
}
