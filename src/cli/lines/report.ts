import { plural } from "../../model/words.js";
import * as Runs from "../../contracts/runs.js";
import type { RunView } from "../../contracts/runs.js";
import type { ApiClient } from "../api/client.js";
import type { Output } from "../io/output.js";
import { planLines, runLines } from "./run-lines.js";

/** The end of planning: the numbers, and what to do next. Exit code 1 when there is no plan to apply. */
export async function reportPlan(api: ApiClient, view: RunView, out: Output): Promise<void> {
  const { policy } = await api.call(Runs.policy, { params: { run: view.run } });
  const next =
    view.state === "planned"
      ? `Nothing has been changed. Apply it: scrubjay apply ${view.run}`
      : view.state === "refused"
        ? "Nothing has been changed, and this plan can't be applied: raise the limits in the policy if that many are meant, and plan again."
        : `Planning ended as ${view.state}${view.code ? ` (${view.code})` : ""}. Go on with it: scrubjay resume ${view.run}`;
  out.result(view, [...planLines(view), "", "Policy:", ...policy.map((line) => `  ${line}`), "", next]);
  if (view.state !== "planned") out.fail();
}

/** The end of applying: how it went. Exit code 1 when anything was not done. */
export async function reportRun(api: ApiClient, view: RunView, out: Output): Promise<void> {
  if (view.state === "refused" || view.state === "plan_failed") return reportPlan(api, view, out);
  const lines = runLines(view);
  if (view.state === "stopped") {
    lines.push(
      `It was stopped (${view.code}). What was under way is finished and comes on top: scrubjay status ${view.run}`,
      `When the cause is gone: scrubjay resume ${view.run}`,
    );
  }
  const { failed, excluded, notFound, inPart } = view.progress;
  const missed = failed + (view.kind === "erasure" ? excluded + notFound : 0);
  if (missed > 0) lines.push(`NOT DONE for ${plural(missed, "user")}.`);
  if (inPart > 0)
    lines.push(
      `IN PART for ${plural(inPart, "user")}: fields stay that Scrubjay doesn't know. Which they are: scrubjay audit export --run ${view.run}`,
    );
  out.result(view, lines);
  // Of a sweep it is no failure: whoever was named one by one was to go as a whole.
  const isWhole = view.kind !== "erasure" || inPart === 0;
  if (view.state !== "done" || missed > 0 || !isWhole) out.fail();
}
