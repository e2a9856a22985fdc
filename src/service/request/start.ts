import { sql } from "drizzle-orm";
import { isFailure } from "../../base/errors.js";
import { decryptPolicy, placeOfRequest } from "../../erasure/encrypted-policy.js";
import { decryptUser } from "../../erasure/encrypted-user.js";
import type { Executor } from "../../ledger/database.js";
import type { Request } from "../../ledger/requests/requests.js";
import { SERVICE } from "../../ledger/evidence/actor.js";
import { changeRequest, failRequest, type StepContext } from "./change.js";
import type { JobContext } from "../context.js";
import { createRun, type RunContext } from "../run/create.js";

/** What beginning requests works with. */
export type StartContext = RunContext &
  StepContext &
  Pick<JobContext, "requestSubjects" | "db" | "appId" | "clock">;

/** Requests under way at once: enough to use the quota, few enough that a later one with a nearer deadline goes first. */
const WINDOW = 32;

/** Begins queued requests, the nearest deadline first, until enough are under way. Any number of processes may. */
export async function startRequests(context: StartContext): Promise<void> {
  for (;;) {
    const room = WINDOW - (await context.requests.count("scrubbing"));
    if (room <= 0) return;
    const startable = await context.requests.startable(room);
    let begun = 0;
    for (const request of startable) if (await startRequest(request, context)) begun += 1;
    // Of many requests for one person only one can begin; those for others must not wait behind the rest.
    if (begun === 0 || begun === startable.length) return;
  }
}

/** Rolls a run back whose request began elsewhere meanwhile. */
class AlreadyBegunError extends Error {}

/** @returns false when it can't begin now, or can't at all. */
async function startRequest(request: Request, context: StartContext): Promise<boolean> {
  try {
    await begin(request, context);
    return true;
  } catch (error) {
    if (error instanceof AlreadyBegunError) return false;
    if (!isFailure(error, "SEAL_BROKEN", "POLICY_INVALID")) throw error;
    // What it keeps can't be read, whoever tries; the requests behind it must not wait for that.
    const { id } = request;
    const { code } = error;
    await context.db.transaction((tx) => failRequest(tx, { id, step: "begin" }, code, context));
    return false;
  }
}

async function begin(request: Request, context: StartContext): Promise<void> {
  const { id } = request;
  const cipher = context.encryption.ofRequest(id);
  const open = (await context.requestSubjects.of(context.db, id)).filter(({ state }) => state === "open");
  const subjects = open.map(({ subject }) => subject);
  // Spares a run that would be rolled back.
  if (await context.requestSubjects.busy(context.db, subjects)) throw new AlreadyBegunError();
  const ids = open.map(({ subject, sealed }) => decryptUser(cipher, subject, sealed ?? "").id);
  const inTransaction = async (tx: Executor, runId: number) => {
    // One at a time: two requests about one person must not both find them idle.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`scrubjay/start/${context.appId}`}))`);
    if (await context.requestSubjects.busy(tx, subjects)) throw new AlreadyBegunError();
    const at = context.clock();
    const change = { code: null, begunAt: request.begunAt ?? at };
    const step = { id, change, actor: SERVICE.name, at };
    if (!(await changeRequest(tx, { ...step, step: "begin", to: "scrubbing" }, context)))
      throw new AlreadyBegunError();
    await context.requestSubjects.assign(
      tx,
      id,
      await context.worklist.inEvidence(tx, runId, subjects),
      runId,
    );
  };
  const policy = decryptPolicy(request.policy, placeOfRequest(request), context.encryption);
  await createRun(
    { kind: "erasure", policy, disguised: true, autoApply: true, ids, by: request.createdBy, inTransaction },
    context,
  );
}
