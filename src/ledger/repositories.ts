import { AuditActions } from "./audit-actions.js";
import { AuditEntries } from "./audit-entries.js";
import { Batches } from "./batches.js";
import type { Database } from "./database.js";
import { Deliveries } from "./deliveries.js";
import { Holds } from "./holds.js";
import { IdempotencyKeys } from "./idempotency-keys.js";
import { Lookups } from "./lookups.js";
import { RequestSubjects } from "./request-subjects.js";
import { Requests } from "./requests.js";
import { Runs } from "./runs.js";
import { Schedules } from "./schedules.js";
import { Suppression } from "./suppression.js";
import { Tokens } from "./tokens.js";
import { Watches } from "./watches.js";
import { Worklist } from "./worklist.js";

/** Everything that the ledger keeps about one app, one noun each. */
export interface Repositories {
  runs: Runs;
  worklist: Worklist;
  batches: Batches;
  entries: AuditEntries;
  actions: AuditActions;
  requests: Requests;
  requestSubjects: RequestSubjects;
  lookups: Lookups;
  holds: Holds;
  suppression: Suppression;
  watches: Watches;
  schedules: Schedules;
  deliveries: Deliveries;
  tokens: Tokens;
  idempotencyKeys: IdempotencyKeys;
}

export function openRepositories(db: Database, appId: string): Repositories {
  return {
    runs: new Runs(db, appId),
    worklist: new Worklist(db),
    batches: new Batches(db),
    entries: new AuditEntries(db, appId),
    actions: new AuditActions(db, appId),
    requests: new Requests(db, appId),
    requestSubjects: new RequestSubjects(db, appId),
    lookups: new Lookups(db, appId),
    holds: new Holds(db, appId),
    suppression: new Suppression(db, appId),
    watches: new Watches(db, appId),
    schedules: new Schedules(db, appId),
    deliveries: new Deliveries(db, appId),
    tokens: new Tokens(db, appId),
    idempotencyKeys: new IdempotencyKeys(db, appId),
  };
}
