import { failure } from "../src/base/errors.js";
import { inactiveUsers } from "../src/erasure/inactive.js";
import { readListed } from "../src/erasure/listed-users.js";
import { planListed, planPage, type SeenUsers } from "../src/erasure/plan-page.js";
import { planUser, type Draft } from "../src/erasure/plan-user.js";
import type { FieldTrials } from "../src/erasure/field-trials.js";
import type { SubjectPolicy } from "../src/erasure/subject-policy.js";
import type { AnyEpoch } from "../src/keys/epoch.js";
import type { Run } from "../src/ledger/runs/runs.js";
import type { RunState } from "../src/model/run-lifecycle.js";
import { checkLimits } from "../src/policy/limits.js";
import { wantsWitness } from "../src/policy/policy.js";
import { unknownFields } from "../src/policy/unknown-fields.js";
import { inactivityCutoff, isCreatedBefore, selects } from "../src/policy/selection.js";
import type { Control, Job } from "../src/queue/job.js";
import type { TalkJS } from "../src/talkjs/client.js";
import type { User } from "../src/talkjs/user.js";
import { recordApproval } from "../src/service/run/approval.js";
import type { Cipher } from "../src/ledger/encryption.js";
import type { Executor } from "../src/ledger/database.js";
import { demandApi, laneOf, policyOf, type CipherContext, type JobContext } from "../src/service/context.js";
import { openTrials, type TrialContext } from "../src/service/field-trials.js";
import { pass as takePass } from "../src/service/pass.js";
import { feedJob, scanJob, type OfRun } from "../src/service/jobs.js";
import { settleWatches } from "../src/service/watch/settle.js";
import { demandScan, isTrusted, macOfScan, type ScanFacts } from "../src/erasure/bound-row.js";
import { readUserPage } from "../src/erasure/user-page.js";

type PageContext = CipherContext &
  Pick<JobContext, "runs" | "worklist" | "batches" | "holds" | "witness" | "db" | "telemetry" | "clock">;

/** What one pass over some pages works with. */
interface Pass {
  run: Run;
  epoch: AnyEpoch;
  policy: SubjectPolicy;
  trials: FieldTrials;
  talkjs: TalkJS;
  online: ReadonlySet<string>;
  signal: AbortSignal;
}

/**
 * Pages through the users and writes the worklist: who, and which fields hold something. Each page is one
 * transaction that also moves the cursor on, so a killed scan goes on where it was and no page is skipped or
 * written twice, even by two processes at once.
 */
export const scan: Job<OfRun, JobContext> = {
  ...scanJob,

  run({ run }, context, control) {
    return takePass(scanner(run, context, control), control, (code) => context.runs.failPlan(run, code));
  },

  async giveUp({ run }, { runs }, code) {
    await runs.failPlan(run, code);
  },
};

function scanner(runId: number, context: JobContext, control: Control): () => Promise<boolean> {
  let pass: Pass | undefined;
  return async () => {
    const run = await context.runs.get(runId);
    if (run.state !== "planning") return false;
    demandScan(run, context.encryption.ofRun(runId));
    demandApi(run, context);
    pass = pass ? { ...pass, run } : await begin(run, context, control);
    const more = run.listed ? await scanListed(pass, context) : await scanPage(pass, context);
    if (!more) await finishPlan(pass, context);
    return more;
  };
}

async function begin(
  run: Run,
  context: TrialContext & Pick<JobContext, "keyring" | "talkjs" | "witness" | "onlineUsers">,
  { signal }: Control,
): Promise<Pass> {
  const epoch = await context.keyring.of(run.epoch);
  const policy = policyOf(run, context, epoch);
  if (wantsWitness(policy.policy)) await demandWitness(run, context, signal);
  const talkjs = context.talkjs.lane(laneOf(run));
  const online = policy.policy.exclude.online
    ? await context.onlineUsers.subjects(talkjs, signal)
    : new Set<string>();
  return { run, epoch, policy, trials: await openTrials(context), talkjs, online, signal };
}

/** Told before anything is edited, by a look at nobody but the witness. */
async function demandWitness(
  { scanPage }: Run,
  { witness }: Pick<JobContext, "witness">,
  signal: AbortSignal,
): Promise<void> {
  if (scanPage === 0) await witness.look([], signal);
  else witness.demand();
}

/** @returns whether there may be another page. */
async function scanPage(pass: Pass, context: PageContext): Promise<boolean> {
  const { run, talkjs, signal } = pass;
  const cipher = context.encryption.ofRun(run.id);
  const page = run.scanPage;
  const bookmark = { page, cursor: run.scanCursor };
  const found = await readUserPage(talkjs, bookmark, { cipher, place: "cursor", signal });
  if (!found) return false;
  const { users, cursor } = found;
  const drafts = await draft(users, pass, context);
  await context.db.transaction(async (tx) => {
    const known = await context.worklist.known(
      tx,
      run.id,
      drafts.map(({ subject }) => subject),
    );
    const fresh = drafts.filter(({ subject }) => !known.has(subject));
    const planned = planPage(run.tally, { listPage: page, ...seen(users, pass) }, fresh, cipher);
    const next = { scanPage: page + 1, scanCursor: cursor, tally: planned.tally };
    if (!(await context.runs.advanceScan(tx, run.id, boundScan(cipher, next)))) return;
    await context.worklist.addPage(tx, run.id, bookmark, planned.rows);
    const toScrub = planned.rows.filter((row) => row.intent === "scrub").length;
    context.telemetry.emit("page.scanned", { run: run.id, page, users: users.length, toScrub });
  });
  return true;
}

const seen = (users: readonly User[], { policy }: Pass): SeenUsers => ({
  seen: users.length,
  unknown: users.flatMap((user) => unknownFields(user).names.map((name) => policy.fieldKey(name))),
});

async function draft(users: User[], pass: Pass, context: PageContext): Promise<Draft[]> {
  const now = context.clock();
  // Whoever was named, or erased before, is meant whatever they look like by now.
  const { selected, unclear } =
    pass.run.kind === "sweep" ? await select(users, pass, now) : { selected: users, unclear: [] };
  const candidates = [...selected, ...unclear];
  const cipher = context.encryption.ofRun(pass.run.id);
  const subjects = candidates.map((user) => context.pseudonyms.subject(user.id));
  const holds = await context.holds.groundsOf(subjects, now);
  const isWitnessed = wantsWitness(pass.policy.policy);
  const options = {
    ...{ ...pass, cipher, now, holds, unclear: new Set(unclear) },
    // The second witness looks at whoever is blank already too.
    keepsId: pass.run.listed || isWitnessed,
    witness: isWitnessed ? context.witness.user : undefined,
  };
  return candidates.map((user, i) => planUser(user, subjects[i] ?? "", options));
}

/** Who fits the selection, and of whom it can't be told. */
async function select(
  users: User[],
  { policy: { policy }, talkjs, signal }: Pass,
  now: Date,
): Promise<{ selected: User[]; unclear: User[] }> {
  const cutoff = inactivityCutoff(policy, now);
  const answers = users.map((user) => {
    const answer = selects(user, policy, { now });
    const mayBeNew = cutoff !== null && isCreatedBefore(user, cutoff) === "unclear";
    return { user, answer: answer === true && mayBeNew ? "unclear" : answer };
  });
  const those = (wanted: boolean | "unclear") =>
    answers.flatMap(({ user, answer }) => (answer === wanted ? [user] : []));
  const selected = those(true);
  return {
    selected: cutoff === null ? selected : await inactiveUsers(talkjs, selected, cutoff, signal),
    unclear: those("unclear"),
  };
}

/** The same for a run over listed users: one batch of the list at a time. */
async function scanListed(pass: Pass, context: PageContext): Promise<boolean> {
  const { run } = pass;
  const batch = run.scanPage;
  if (!(await context.batches.get(run.id, batch))) return false;
  const cipher = context.encryption.ofRun(run.id);
  const listed = await context.worklist.listedOf(run.id, batch);
  if (!listed.every((row) => isTrusted(run, row, cipher))) throw failure("RUN_CHANGED", { run: run.id });
  const reading = { cipher, epoch: pass.epoch, clock: context.clock, signal: pass.signal };
  const { found, settled } = await readListed(pass.talkjs, listed, reading);
  const drafts = [...settled, ...(await draft(found, pass, context))];
  const kept = new Set(drafts.map(({ subject }) => subject));
  const page = { batch, ...seen(found, pass), seen: listed.length };
  const planned = planListed(run.tally, page, drafts, cipher);
  const next = { scanPage: batch + 1, scanCursor: null, tally: planned.tally };
  await context.db.transaction(async (tx) => {
    if (!(await context.runs.advanceScan(tx, run.id, boundScan(cipher, next)))) return;
    await context.worklist.settleListed(tx, run.id, planned.rows);
    await context.worklist.dropListed(
      tx,
      run.id,
      listed.map(({ subject }) => subject).filter((s) => !kept.has(s)),
    );
    const toScrub = planned.rows.filter((row) => row.intent === "scrub").length;
    context.telemetry.emit("page.scanned", { run: run.id, page: batch, users: listed.length, toScrub });
  });
  return true;
}

type FinishContext = Pick<
  JobContext,
  | "runs"
  | "watches"
  | "userCounts"
  | "userFields"
  | "actions"
  | "encryption"
  | "queues"
  | "telemetry"
  | "clock"
>;

async function finishPlan({ run, policy }: Pass, context: FinishContext): Promise<void> {
  const { toScrub, scanned } = run.tally;
  const before = run.listed ? null : await context.userCounts.last();
  const violations = checkLimits(policy.policy.limits, { toScrub, total: scanned, before })
    // Of listed users every one is seen, so their share of all users isn't known.
    .filter(({ code }) => !(run.listed && code === "max_share"));
  // On demand, users are named one by one: there is no run to brake. A replay's were erased before.
  const isExempt = run.kind === "erasure" || (await isReplay(run, context));
  const refusal = isExempt ? null : violations.map(({ code }) => code).join(",") || null;
  const at = context.clock();
  const inTransaction = async (tx: Executor, state: RunState) => {
    if (state === "applying") await recordApproval(tx, run, { by: run.createdBy, automatic: true }, context);
    const isWhole = !run.listed && !violations.some(({ code }) => code === "max_fall");
    const { unknown = {} } = run.tally;
    if (isWhole) {
      await context.userCounts.note(tx, scanned, at);
      await context.userFields.count(tx, unknown, at);
    } else await context.userFields.meet(tx, Object.keys(unknown), at);
  };
  const tally = { ...run.tally, ...(before !== null && { usersBefore: before }) };
  const { scanMac } = boundScan(context.encryption.ofRun(run.id), { ...run, tally, scanCursor: null });
  const end = { refusal, autoApply: run.autoApply, tally, scanMac };
  if (!(await context.runs.finishPlan(run.id, end, at, inTransaction))) return;
  context.telemetry.emit("run.planned", { run: run.id, toScrub, refusal });
  if (refusal && run.kind === "watch") await settleWatches(context);
  if (!refusal && run.autoApply) await context.queues.add(feedJob, [{ run: run.id, kind: run.kind }]);
}

async function isReplay({ watchId }: Run, { watches }: Pick<JobContext, "watches">): Promise<boolean> {
  return watchId !== null && (await watches.get(watchId)).mode === "replay";
}

const boundScan = <Scan extends ScanFacts>(cipher: Cipher, scan: Scan) => ({
  ...scan,
  scanMac: macOfScan(cipher, scan),
});
