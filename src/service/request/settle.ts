import { isFailure } from "../../base/errors.js";
import { REQUEST_ENDED } from "../../model/actions.js";
import { SERVICE } from "../../ledger/evidence/actor.js";
import type { Executor } from "../../ledger/database.js";
import { FINAL_REQUEST_STATES } from "../../model/request-lifecycle.js";
import { ACTIVE_RUN_STATES, runAllows } from "../../model/run-lifecycle.js";
import type { Run } from "../../ledger/runs/runs.js";
import { readablePolicy } from "../../erasure/encrypted-policy.js";
import { keptOfPeople } from "../../policy/fields.js";
import { endOf, type RequestEnd, type SubjectEnding } from "../../requests/ending.js";
import { changeRequest, type StepContext } from "./change.js";
import type { JobContext } from "../context.js";
import { enqueueDeliveries } from "../delivery/enqueue.js";
import { startRequests, type StartContext } from "./start.js";

/** What taking over a run's end works with. */
export type SettleContext = StartContext & Pick<JobContext, "deliveries">;
type EndContext = StepContext & Pick<JobContext, "requestSubjects" | "actions" | "encryption" | "clock">;

/**
 * Takes over into the requests how a run ended for their people. Idempotent; reconciling does it for runs whose
 * process was killed before it could.
 */
export async function settleRequests(runId: number, context: SettleContext): Promise<void> {
  const ids = await context.requestSubjects.requestsOf(runId);
  if (ids.length === 0) return;
  // First of all: a process that is killed after it is found again by what is not settled yet.
  const run = await release(runId, context);
  // What it had begun is still being finished; nobody else may begin anything of these people before that.
  if (ACTIVE_RUN_STATES.includes(run.state)) return;
  for (const id of ids) await context.db.transaction((tx) => settleRequest(tx, id, run, context));
  await enqueueDeliveries(context);
  await startRequests(context);
}

async function settleRequest(tx: Executor, id: string, run: Run, context: EndContext): Promise<void> {
  const code = run.code ?? run.state.toUpperCase();
  if (!(await context.requestSubjects.settle(tx, id, run.id, code))) return;
  const people = await context.requestSubjects.of(tx, id);
  const endings: SubjectEnding[] = people.map(({ outcome, reason }) => ({
    outcome: outcome ?? ("failed" as const),
    reason,
  }));
  const policy = readablePolicy(run, context.encryption);
  // Whoever looks after the others must not be kept from it, and nobody can tell what was kept of these people.
  if (!policy) endings.push({ outcome: "failed", reason: "SEAL_BROKEN" });
  await endRequest(tx, id, endOf(endings, policy ? keptOfPeople(policy).length > 0 : false), context);
}

/** Writes down what a request has come to. */
export async function endRequest(
  tx: Executor,
  id: string,
  { code, ...way }: RequestEnd | { step: "resolve"; to: "not_found"; code: null },
  context: EndContext,
): Promise<void> {
  const at = context.clock();
  const { to: state } = way;
  const taken = { id, actor: SERVICE.name, at };
  if (state === "completed") await changeRequest(tx, { ...taken, step: "end", to: "verified" }, context);
  const isOver = FINAL_REQUEST_STATES.includes(state);
  const change = { code, finishedAt: isOver ? at : null };
  if (!(await changeRequest(tx, { ...taken, ...way, change }, context))) return;
  if (!isOver) return;
  const people = await context.requestSubjects.of(tx, id);
  const runs = [...new Set(people.flatMap(({ runId }) => runId ?? []))].sort((one, other) => one - other);
  await context.actions.record(tx, REQUEST_ENDED, id, { code, people: people.length, runs, state });
  await context.requestSubjects.forget(tx, id);
}

/**
 * The request keeps what a retry needs, so the run need not.
 * @returns the run afterwards.
 */
async function release(runId: number, { runs, clock }: Pick<JobContext, "runs" | "clock">): Promise<Run> {
  const { state, code } = await runs.get(runId);
  try {
    if (runAllows(state, "dismiss")) await runs.dismissParked(runId);
    else if (runAllows(state, "resume")) await runs.cancel(runId, clock(), code);
  } catch (error) {
    // A person has put it back to work, or given it up, at this moment.
    if (!isFailure(error, "RUN_STATE")) throw error;
  }
  return runs.get(runId);
}
