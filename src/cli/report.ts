import type { Run } from "../ledger/runs.js";
import { describePolicy } from "../policy/describe.js";
import { openPolicy } from "../erasure/sealed-policy.js";
import type { Output } from "./output.js";
import { planLines, runLines, viewOf, type RunView } from "./run-view.js";
import type { Session } from "../wiring/session.js";

export async function runView(session: Session, run: Run): Promise<RunView> {
  const progress = await session.batches.progress(run.id);
  return viewOf(
    run,
    openPolicy(run, session.ledger.seal),
    progress,
    await session.worklist.parked(run.id),
    session.options.config,
  );
}

/** The end of planning: the numbers, and what to do next. Exit code 1 when there is no plan to apply. */
export async function reportPlan(session: Session, run: Run, out: Output): Promise<void> {
  const view = await runView(session, run);
  const { meters, share } = session.options.config;
  const lines = planLines(view, meters.rest.rate * share);
  const policy = openPolicy(run, session.ledger.seal);
  const next =
    run.state === "planned"
      ? `Nothing has been changed. Apply it: scrubjay apply ${run.id}`
      : run.state === "refused"
        ? "Nothing has been changed, and this plan can't be applied: raise the limits in the policy if that many are meant, and plan again."
        : `Planning ended as ${run.state}${run.code ? ` (${run.code})` : ""}. Go on with it: scrubjay resume ${run.id}`;
  out.result(view, [...lines, "", "Policy:", ...describePolicy(policy).map((line) => `  ${line}`), "", next]);
  if (run.state !== "planned") process.exitCode = 1;
}

/** The end of applying: how it went. Exit code 1 when anything was not done. */
export async function reportRun(session: Session, run: Run, out: Output): Promise<void> {
  const view = await runView(session, run);
  if (run.state === "refused" || run.state === "plan_failed") return reportPlan(session, run, out);
  const lines = runLines(view);
  if (run.state === "stopped") {
    lines.push(
      `It was stopped (${run.code}). What was under way is finished and comes on top: scrubjay status ${run.id}`,
      `When the cause is gone: scrubjay resume ${run.id}`,
    );
  }
  const { failed, excluded, notFound } = view.progress;
  const missed = failed + (run.kind === "erasure" ? excluded + notFound : 0);
  if (missed > 0) lines.push(`NOT DONE for ${missed} ${missed === 1 ? "user" : "users"}.`);
  out.result(view, lines);
  if (run.state !== "done" || missed > 0) process.exitCode = 1;
}
