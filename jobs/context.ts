import type { Pseudonyms } from "../src/audit/pseudonyms.js";
import type { Online } from "../src/erasure/online.js";
import { openPolicy } from "../src/erasure/sealed-policy.js";
import { SubjectPolicy } from "../src/erasure/subject-policy.js";
import type { ServiceSettings } from "../src/config.js";
import type { AnyEpoch } from "../src/keys/epoch.js";
import type { Keyring } from "../src/keys/keyring.js";
import type { Database } from "../src/ledger/database.js";
import type { Repositories } from "../src/ledger/repositories.js";
import type { Run } from "../src/ledger/runs.js";
import type { RunKind } from "../src/model/kinds.js";
import type { Sealer } from "../src/sealing/sealer.js";
import type { LogSite } from "../src/sealing/site.js";
import type { Seal } from "../src/ledger/seal.js";
import type { Courier } from "../src/outbound/courier.js";
import type { Outbox } from "../src/outbound/outbox.js";
import { planExpired } from "../src/policy/limits.js";
import type { Lane } from "../src/quota/gate.js";
import type { QueueName } from "../src/queue/queue-name.js";
import type { Queues } from "../src/queue/queues.js";
import type { TalkJS } from "../src/talkjs/client.js";
import type { Telemetry } from "../src/telemetry/telemetry.js";

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
