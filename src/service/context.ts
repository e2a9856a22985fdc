import type { Pseudonyms } from "../audit/pseudonyms.js";
import { failure } from "../base/errors.js";
import type { OnlineUsers } from "../erasure/online-users.js";
import { isBoundPolicy, policyOfRun, readablePolicy } from "../erasure/encrypted-policy.js";
import { SubjectPolicy } from "../erasure/subject-policy.js";
import type { ServiceSettings } from "../config/config.js";
import type { AnyEpoch } from "../keys/epoch.js";
import type { Keyring } from "../keys/keyring.js";
import type { Database } from "../ledger/database.js";
import type { Repositories } from "../ledger/repositories.js";
import type { PlanEnd, Run } from "../ledger/runs/runs.js";
import type { RunKind } from "../model/kinds.js";
import type { Sealer } from "../sealing/sealer.js";
import type { LogContext } from "../sealing/log-context.js";
import type { Encryption } from "../ledger/encryption.js";
import type { MessageSender } from "../outbound/message-sender.js";
import type { Outbox } from "../outbound/outbox.js";
import { planExpired } from "../policy/limits.js";
import type { Lane } from "../quota/rate-limiter.js";
import type { QueueName } from "../queue/queue-name.js";
import type { Queues } from "../queue/queues.js";
import type { TalkJS } from "../talkjs/client.js";
import type { Witness } from "../talkjs/witness/witness.js";
import type { Telemetry } from "../telemetry/telemetry.js";

/** Everything that work is done with, wired once for each process; each verb takes only what it touches. */
export interface JobContext extends Repositories {
  db: Database;
  appId: string;
  encryption: Encryption;
  pseudonyms: Pseudonyms;
  /** The pseudonyms that people have in another app under the same key. */
  pseudonymsOf: (appId: string) => Pseudonyms;
  keyring: Keyring;
  log: LogContext;
  sealer: Sealer;
  settings: ServiceSettings;
  outbox: Outbox;
  sender: MessageSender;
  queues: Queues;
  talkjs: TalkJS;
  /** Where its calls go (RFC 6454). */
  apiOrigin: string;
  /** Looks where a policy wants it. */
  witness: Witness;
  onlineUsers: OnlineUsers;
  telemetry: Telemetry;
  clock: () => Date;
}

/** What people are hidden with: pseudonyms, and the encryption of whatever is kept. */
export type CipherContext = Pick<JobContext, "encryption" | "pseudonyms">;

/** On-demand erasures have a queue and workers of their own, from the first read on. */
export const controlQueueOf = (kind: RunKind): QueueName => (kind === "erasure" ? "erasure" : "control");
export const scrubQueueOf = (kind: RunKind): QueueName => (kind === "erasure" ? "erasure" : "sweep");

export const laneOf = (run: Run): Lane => (run.kind === "erasure" ? "urgent" : "bulk");

/**
 * Nobody is read or edited in another place than the run was made for.
 * @throws {API_OTHER}
 */
export function demandApi({ id, apiOrigin }: Run, context: Pick<JobContext, "apiOrigin">): void {
  if (apiOrigin !== null && apiOrigin !== context.apiOrigin)
    throw failure("API_OTHER", { run: id, expected: apiOrigin, found: context.apiOrigin });
}

/**
 * The run's policy, as it stood when the run was made.
 * @param epoch the run's, where custom keys are to be shown as the evidence has them.
 */
export function policyOf(
  run: Run,
  { encryption, pseudonyms }: CipherContext,
  epoch?: AnyEpoch,
): SubjectPolicy {
  return new SubjectPolicy(policyOfRun(run, encryption), pseudonyms, epoch);
}

/**
 * Why a plan can't be applied any more: it is older than its policy lets it wait, nothing authenticates it, or what it was
 * made for was changed.
 */
export function planEnd(
  run: Run,
  { encryption, clock }: Pick<JobContext, "encryption" | "clock">,
): PlanEnd | undefined {
  if (!isBoundPolicy(run.policy)) return "PLAN_UNBOUND";
  const policy = readablePolicy(run, encryption);
  if (!policy) return "RUN_CHANGED";
  const plan = { plannedAt: run.plannedAt ?? run.createdAt, now: clock() };
  return planExpired(policy.limits, plan) ? "PLAN_TOO_OLD" : undefined;
}
