import { readablePolicy } from "../../erasure/encrypted-policy.js";
import { handledOf, NO_PROGRESS } from "../../ledger/runs/batches.js";
import type { Run } from "../../ledger/runs/runs.js";
import { estimateCost } from "../../policy/cost.js";
import { needsFreshLook } from "../../policy/exclusion.js";
import { checkLimits, fallOf, maxFallOf, planExpiry, shareOf } from "../../policy/limits.js";
import type { Policy } from "../../policy/policy.js";
import { isAnyUnsure, knownOfFields, NOTHING_KNOWN } from "../../model/app-answers.js";
import { appAnswers } from "../../service/app-answers.js";
import type { OpenedApp } from "../../service/opened-app.js";
import { instant } from "../http/instant.js";
import type { UnknownFieldView } from "../../contracts/unknown-fields.js";
import { ruleAmong } from "../../policy/unknown-fields.js";
import { notedFields, type NotedField } from "../../service/unknown-fields.js";
import { unknownFieldView } from "../fields/view.js";
import type { RunView, RunProgress } from "../../contracts/runs.js";

export async function runProgress({ batches }: OpenedApp, run: Run): Promise<RunProgress> {
  const { id, state, code, tally } = run;
  const handled = state === "planning" ? 0 : handledOf(await batches.progress(id));
  return { run: id, state, code, scanned: tally.scanned, selected: tally.selected, handled };
}

export async function runView(app: OpenedApp, run: Run): Promise<RunView> {
  const [view] = await runViews(app, [run]);
  if (!view) throw new Error("a run without its view");
  return view;
}

/** Of many runs with as many questions to the ledger as of one. */
export async function runViews(app: OpenedApp, found: readonly Run[]): Promise<RunView[]> {
  const progress = await app.batches.progressOf(found.map(({ id }) => id));
  // Only who failed can be parked.
  const failed = [...progress].filter(([, { failed }]) => failed > 0);
  const parked = await app.worklist.parkedOf(failed.map(([id]) => id));
  const hasUnknown = found.some(({ tally: { unknown } }) => unknown !== undefined);
  const noted = hasUnknown ? await notedFields(app) : [];
  const known = new Map(noted.map((found) => [found.field, found]));
  const isUnsure = found.some(({ tally }) => isAnyUnsure(Object.keys(tally.fields)));
  const answers = isUnsure ? await appAnswers(app) : NOTHING_KNOWN;
  return found.map((run) =>
    viewOf(app, run, known, {
      knownOfFields: knownOfFields(Object.keys(run.tally.fields), answers),
      progress: progress.get(run.id) ?? NO_PROGRESS,
      parked: parked.get(run.id) ?? {},
    }),
  );
}

function viewOf(
  app: OpenedApp,
  run: Run,
  known: ReadonlyMap<string, NotedField>,
  {
    progress,
    parked,
    knownOfFields,
  }: Pick<RunView, "progress" | "parked"> & Pick<RunView["plan"], "knownOfFields">,
): RunView {
  const { tally } = run;
  // One run that was changed doesn't hide the others.
  const policy = readablePolicy(run, app.ledger.encryption);
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
    limits: policy ? { ...policy.limits, maxFall: maxFallOf(policy.limits) } : null,
    plan: {
      expiresAt:
        policy && run.state === "planned" && run.plannedAt
          ? instant(planExpiry(policy.limits, run.plannedAt))
          : null,
      scanned: tally.scanned,
      selected: tally.selected,
      toScrub: tally.toScrub,
      share: shareOf({ toScrub: tally.toScrub, total: tally.scanned }),
      fall:
        tally.usersBefore === undefined ? null : fallOf({ seen: tally.scanned, before: tally.usersBefore }),
      inPart: tally.inPart ?? 0,
      alreadyBlank: tally.alreadyBlank,
      notFound: tally.notFound,
      failed: tally.failed,
      excluded: tally.excluded,
      fields: tally.fields,
      unknownFields: unknownFields(run, policy, known),
      knownOfFields,
      unknownOthers: tally.unknownOthers ?? 0,
      customKeys: tally.customKeys,
      contactLikeIds: tally.contactLikeIds,
      violations: violationsOf(run, policy),
      ...costOf(run, policy, app),
    },
    progress,
    parked,
  };
}

/** What its plan has counted, by what its policy says and by what is known of it now; most users first. */
function unknownFields(
  { tally: { unknown = {} } }: Run,
  policy: Policy | undefined,
  known: ReadonlyMap<string, NotedField>,
): UnknownFieldView[] {
  const policies = policy ? [policy] : [];
  return Object.entries(unknown)
    .sort(([, one], [, other]) => other - one)
    .map(([field, users]) => {
      const nothing = { field, since: null, trial: null, triedAt: null };
      const found = known.get(field) ?? nothing;
      return unknownFieldView({ ...found, users, rule: ruleAmong(policies, field) });
    });
}

function violationsOf({ state, code, tally }: Run, policy: Policy | undefined): string[] {
  if (!policy || state !== "refused") return [];
  const { toScrub, scanned: total, usersBefore: before } = tally;
  return checkLimits(policy.limits, { toScrub, total, before })
    .filter((violation) => code?.split(",").includes(violation.code))
    .map(({ message }) => message);
}

function costOf(
  { tally }: Run,
  policy: Policy | undefined,
  { options: { config } }: OpenedApp,
): Pick<RunView["plan"], "requests" | "seconds" | "requestsPerSecond"> {
  // With exclusions that can change, everybody is looked at once more before the edit.
  const requests = tally.edits + tally.reads * (policy && needsFreshLook(policy) ? 2 : 1);
  const requestsPerSecond = config.meters.rest.rate * config.share;
  const { seconds } = estimateCost({ rest: requests, batch: 0 }, { rest: requestsPerSecond, batch: 1 });
  return { requests, seconds, requestsPerSecond };
}
