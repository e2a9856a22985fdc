import { failure } from "../../base/errors.js";
import { bindRow, macOfScan } from "../../erasure/bound-row.js";
import { encryptPolicyOfRun } from "../../erasure/encrypted-policy.js";
import { SubjectPolicy } from "../../erasure/subject-policy.js";
import { encryptUser } from "../../erasure/encrypted-user.js";
import type { Executor } from "../../ledger/database.js";
import type { RunKind } from "../../model/kinds.js";
import type { AnyEpoch } from "../../keys/epoch.js";
import type { ListedRow } from "../../ledger/runs/worklist.js";
import { policyDigest } from "../../policy/digest.js";
import { fieldsOf, keptOfPeople } from "../../policy/fields.js";
import type { Policy } from "../../policy/policy.js";
import { USERS_PER_CALL } from "../../talkjs/users.js";
import { VERSION } from "../../version.js";
import { RUN_CREATED } from "../../model/actions.js";
import { SCOPE } from "../../model/scope.js";
import type { CipherContext, JobContext } from "../context.js";
import { scanJob } from "../jobs.js";

/** What making a run works with. */
export type RunContext = CipherContext &
  Pick<
    JobContext,
    "runs" | "worklist" | "actions" | "evidenceKeys" | "keyring" | "queues" | "telemetry" | "apiOrigin"
  >;

export interface RunOrder {
  kind: RunKind;
  policy: Policy;
  /** The policy comes out of the ledger: the user IDs in it are pseudonyms already. */
  disguised?: true;
  /** Apply as soon as the plan is complete and within its limits. */
  autoApply: boolean;
  /** User IDs, or what reads them in the transaction that makes the run; undefined: page through everybody. */
  ids:
    | AsyncIterable<string>
    | Iterable<string>
    | ((tx: Executor, runId: number) => AsyncIterable<string>)
    | undefined;
  /** The actor who asks for it. */
  by: string;
  /** The watch or replay that it belongs to. */
  watchId?: number;
  /** Written in the transaction that makes the run; what it throws leaves no run. */
  inTransaction?: (tx: Executor, runId: number) => Promise<void>;
}

/**
 * Makes a run and begins to plan it. The IDs stream into the ledger in one transaction: either the run knows all
 * of them, or there is no run.
 * @throws {SWEEP_ACTIVE} when another sweep of the app isn't finished.
 * @throws {EVIDENCE_KEY_DESTROYED} when its epoch was ended and its key destroyed meanwhile.
 */
export async function createRun(order: RunOrder, context: RunContext): Promise<number> {
  const policy = order.disguised ? order.policy : SubjectPolicy.disguise(order.policy, context.pseudonyms);
  const epoch = await context.keyring.current();
  const digest = policyDigest(policy);
  const runId = await context.runs.create(
    {
      kind: order.kind,
      autoApply: order.autoApply,
      listed: order.ids !== undefined,
      policyDigest: digest,
      epoch: epoch.number,
      createdBy: order.by,
      watchId: order.watchId ?? null,
      apiOrigin: context.apiOrigin,
      toolVersion: VERSION,
    },
    (run) => ({
      policy: encryptPolicyOfRun(policy, run, context.encryption),
      scanMac: macOfScan(context.encryption.ofRun(run.id), run),
    }),
    async (tx, id) => {
      // Whoever destroys the key at this moment finds this run, or this run finds it destroyed.
      if (!(await context.evidenceKeys.keep(tx, epoch.number)))
        throw failure("EVIDENCE_KEY_DESTROYED", { epoch: epoch.number });
      const ids = typeof order.ids === "function" ? order.ids(tx, id) : order.ids;
      if (ids) await list(tx, id, ids, epoch, context);
      await context.actions.record(tx, RUN_CREATED, id, {
        createdBy: order.by,
        epoch: epoch.number,
        kind: order.kind,
        policyDigest: digest,
        ...fieldsOf(policy),
        personal: keptOfPeople(policy).map(({ field }) => field),
        api: context.apiOrigin,
        scope: [...SCOPE],
      });
      await order.inTransaction?.(tx, id);
    },
  );
  context.telemetry.emit("run.created", { run: runId, kind: order.kind });
  await context.queues.add(scanJob, [{ run: runId, kind: order.kind }]);
  return runId;
}

/** Of a row whose user wasn't read yet. */
const UNREAD = {
  listPage: null,
  intent: null,
  reason: null,
  fields: [],
  customKeys: [],
  remaining: [],
  readAt: null,
  round: 1,
};

async function list(
  tx: Executor,
  runId: number,
  ids: AsyncIterable<string> | Iterable<string>,
  epoch: AnyEpoch,
  { worklist, encryption, pseudonyms }: RunContext,
): Promise<void> {
  const cipher = encryption.ofRun(runId);
  const listedRow = (id: string, batch: number) => {
    const subject = pseudonyms.subject(id);
    const sealed = encryptUser(cipher, subject, { id, edit: {} });
    return { ...UNREAD, subject, ...epoch.personOf(id), batch, sealed };
  };
  let batch = 0;
  let rows: ListedRow[] = [];
  for await (const id of ids) {
    rows.push(bindRow(cipher, listedRow(id, batch)));
    if (rows.length < USERS_PER_CALL) continue;
    await worklist.list(tx, runId, rows);
    rows = [];
    batch += 1;
  }
  if (rows.length > 0) await worklist.list(tx, runId, rows);
}
