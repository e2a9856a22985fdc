import type { Progress } from "../ledger/batches.js";
import { handledOf } from "../ledger/batches.js";
import type { Run } from "../ledger/runs.js";
import type { PlanTally } from "../ledger/tally.js";
import { estimateCost } from "../policy/cost.js";
import { checkLimits } from "../policy/limits.js";
import type { Policy } from "../policy/policy.js";
import type { Config } from "../config.js";
import { needsFreshLook } from "../policy/exclusion.js";
import { count, duration, table } from "./output.js";

/** A run as `--json` shows it. Users appear as numbers only. */
export interface RunView {
  run: number;
  app: string;
  kind: Run["kind"];
  state: Run["state"];
  code: string | null;
  policyDigest: string;
  createdAt: Date;
  plannedAt: Date | null;
  approvedAt: Date | null;
  finishedAt: Date | null;
  plan: Omit<PlanTally, "reads" | "edits" | "batch" | "batchEdits" | "batchRows"> & {
    /** Why the plan is refused, in sentences. */
    violations: string[];
    /** What applying costs at the quota. */
    requests: number;
    seconds: number;
  };
  progress: Progress;
  parked: Record<string, number>;
}

export function viewOf(
  run: Run,
  policy: Policy,
  progress: Progress,
  parked: Record<string, number>,
  config: Config,
): RunView {
  const { tally } = run;
  // With exclusions that can change, everybody is looked at once more before the edit.
  const requests = tally.edits + tally.reads * (needsFreshLook(policy) ? 2 : 1);
  const { seconds } = estimateCost(
    { rest: requests, batch: 0 },
    { rest: config.meters.rest.rate * config.share, batch: 1 },
  );
  return {
    run: run.id,
    app: run.appId,
    kind: run.kind,
    state: run.state,
    code: run.code,
    policyDigest: run.policyDigest,
    createdAt: run.createdAt,
    plannedAt: run.plannedAt,
    approvedAt: run.approvedAt,
    finishedAt: run.finishedAt,
    plan: {
      scanned: tally.scanned,
      selected: tally.selected,
      toScrub: tally.toScrub,
      alreadyBlank: tally.alreadyBlank,
      notFound: tally.notFound,
      failed: tally.failed,
      excluded: tally.excluded,
      fields: tally.fields,
      customKeys: tally.customKeys,
      contactLikeIds: tally.contactLikeIds,
      violations:
        run.state === "refused"
          ? checkLimits(policy.limits, { toScrub: tally.toScrub, total: tally.scanned })
              .filter(({ code }) => run.code?.split(",").includes(code))
              .map(({ message }) => message)
          : [],
      requests,
      seconds,
    },
    progress,
    parked,
  };
}

const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((total, n) => total + n, 0);

const listed = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, n]) => `${name} ${count(n)}`)
    .join(", ");

/** The plan for a person: what would happen to how many, and what it costs. */
export function planLines({ plan, ...view }: RunView, rate: number): string[] {
  const { email, phone } = plan.contactLikeIds;
  return [
    `Plan ${view.run} of app ${view.app}, policy ${view.policyDigest.slice(0, 19)}…`,
    "",
    ...table([
      ["Users seen", count(plan.scanned)],
      ["Selected", count(plan.selected)],
      ["To scrub", count(plan.toScrub)],
      ["Blank already", count(plan.alreadyBlank)],
      ["Excluded", count(sum(plan.excluded))],
      ...(plan.notFound > 0 ? [["Not found", count(plan.notFound)] as [string, string]] : []),
      ...(plan.failed > 0 ? [["Refused by the API", count(plan.failed)] as [string, string]] : []),
    ]),
    ...(sum(plan.excluded) > 0 ? [`  Excluded by: ${listed(plan.excluded)}`] : []),
    "",
    ...(plan.toScrub > 0
      ? ["Fields to blank, and how many users hold something there:"]
      : ["No field is to be blanked."]),
    ...table(Object.entries(plan.fields).map(([field, users]) => [field, count(users)])),
    ...(plan.customKeys > 0 ? [`  (custom: ${count(plan.customKeys)} keys in all)`] : []),
    ...(email + phone > 0
      ? [
          "",
          `User IDs that look like an e-mail address: ${count(email)}, like a phone number: ${count(phone)}. TalkJS can't change an ID: these stay.`,
        ]
      : []),
    "",
    `Applying takes ${count(plan.requests)} requests, about ${duration(plan.seconds)} at ${Number(rate.toFixed(2))} requests/s.`,
    ...plan.violations.map((violation) => `REFUSED: ${violation}`),
  ];
}

/** How a run went, for a person. */
export function runLines({ progress, parked, ...view }: RunView): string[] {
  return [
    `Run ${view.run} of app ${view.app}: ${view.state}${view.code ? ` (${view.code})` : ""}`,
    ...table([
      ["Scrubbed and read back", count(progress.scrubbed)],
      ["Blank already", count(progress.alreadyBlank)],
      ["Excluded", count(progress.excluded)],
      ["Not found", count(progress.notFound)],
      // A cancelled run forgets its users, so nothing of it can be tried again.
      [view.state === "cancelled" ? "Failed" : "Failed, parked", count(progress.failed)],
      ["Still to do", count(Math.max(0, view.plan.selected - handledOf(progress)))],
    ]),
    ...(sum(parked) > 0
      ? [`  Parked by: ${listed(parked)}. Try again with: scrubjay retry ${view.run}`]
      : []),
  ];
}
