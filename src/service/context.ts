import type { Pseudonyms } from "../audit/pseudonyms.js";
import type { Online } from "../erasure/online.js";
import { openPolicy } from "../erasure/sealed-policy.js";
import { SubjectPolicy } from "../erasure/subject-policy.js";
import type { ServiceSettings } from "../config/config.js";
import type { AnyEpoch } from "../keys/epoch.js";
import type { Keyring } from "../keys/keyring.js";
import type { Database } from "../ledger/database.js";
import type { Repositories } from "../ledger/repositories.js";
import type { Run } from "../ledger/runs/runs.js";
import type { RunKind } from "../model/kinds.js";
import type { Sealer } from "../sealing/sealer.js";
import type { LogSite } from "../sealing/site.js";
import type { Seal } from "../ledger/seal.js";
import type { Courier } from "../outbound/courier.js";
import type { Outbox } from "../outbound/outbox.js";
import { planExpired } from "../policy/limits.js";
import type { Lane } from "../quota/gate.js";
import type { QueueName } from "../queue/queue-name.js";
import type { Queues } from "../queue/queues.js";
import type { TalkJS } from "../talkjs/client.js";
import type { Telemetry } from "../telemetry/telemetry.js";

/** What every job works with; wired once for each process. */
export interface JobContext extends Repositories {
  db: Database;
  appId: string;
  seal: Seal;
  pseudonyms: Pseudonyms;
  /** The pseudonyms that people have in another app under the same key. */
  pseudonymsOf: (appId: string) => Pseudonyms;
  keyring: Keyring;
  log: LogSite;
  sealer: Sealer;
  settings: ServiceSettings;
  outbox: Outbox;
  courier: Courier;
  queues: Queues;
  talkjs: TalkJS;
  online: Online;
  telemetry: Telemetry;
  clock: () => Date;
}

/** On-demand erasures have a queue and workers of their own, from the first read on. */
export const controlQueueOf = (kind: RunKind): QueueName => (kind === "erasure" ? "erasure" : "control");
export const scrubQueueOf = (kind: RunKind): QueueName => (kind === "erasure" ? "erasure" : "sweep");

export const laneOf = (run: Run): Lane => (run.kind === "erasure" ? "urgent" : "bulk");

/**
 * The run's policy, as it stood when the run was made.
 * @param epoch the run's, where custom keys are to be shown as the evidence has them.
 */
export function policyOf(run: Run, { seal, pseudonyms }: JobContext, epoch?: AnyEpoch): SubjectPolicy {
  return new SubjectPolicy(openPolicy(run, seal), pseudonyms, epoch);
}

/** Whether a plan is older than its policy lets it wait. */
export function isExpired(run: Run, context: JobContext): boolean {
  const { limits } = policyOf(run, context).policy;
  return planExpired(limits, { plannedAt: run.plannedAt ?? run.createdAt, now: context.clock() });
}
