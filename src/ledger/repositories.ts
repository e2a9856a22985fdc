import type { BundleAuthenticator } from "../audit/bundle-authenticator.js";
import { Accounts } from "./access/accounts.js";
import { AppAnswers } from "./answers/app-answers.js";
import { AuditActions } from "./evidence/actions.js";
import { AuditEntries } from "./evidence/entries.js";
import { Batches } from "./runs/batches.js";
import type { Database } from "./database.js";
import { EditClaims } from "./runs/edit-claims.js";
import { Deliveries } from "./deliveries/deliveries.js";
import { EvidenceKeys } from "./evidence/evidence-keys.js";
import { Holds } from "./holds/holds.js";
import { IdempotencyKeys } from "./access/idempotency-keys.js";
import { LogCheckpoints } from "./log/checkpoints.js";
import { LogInbox } from "./log/inbox.js";
import { LogLeaves } from "./log/leaves.js";
import { LogPublications } from "./log/publications.js";
import { LogTiles } from "./log/tiles.js";
import { Logs } from "./log/logs.js";
import { Lookups } from "./requests/lookups.js";
import { RequestSubjects } from "./requests/subjects.js";
import { Requests } from "./requests/requests.js";
import { Runs } from "./runs/runs.js";
import { Schedules } from "./schedules/schedules.js";
import { Sessions } from "./access/sessions.js";
import { SigningKeys } from "./evidence/signing-keys.js";
import { Suppression } from "./watches/suppression.js";
import { Tokens } from "./access/tokens.js";
import { UserCounts } from "./users/user-counts.js";
import { UserFields } from "./users/user-fields.js";
import { Watches } from "./watches/watches.js";
import { Worklist } from "./runs/worklist.js";

/** Everything that the ledger keeps about one app, one noun each. */
export interface Repositories {
  runs: Runs;
  worklist: Worklist;
  batches: Batches;
  editClaims: EditClaims;
  entries: AuditEntries;
  actions: AuditActions;
  logs: Logs;
  inbox: LogInbox;
  leaves: LogLeaves;
  tiles: LogTiles;
  checkpoints: LogCheckpoints;
  publications: LogPublications;
  evidenceKeys: EvidenceKeys;
  signingKeys: SigningKeys;
  requests: Requests;
  requestSubjects: RequestSubjects;
  lookups: Lookups;
  holds: Holds;
  suppression: Suppression;
  watches: Watches;
  schedules: Schedules;
  deliveries: Deliveries;
  tokens: Tokens;
  accounts: Accounts;
  sessions: Sessions;
  idempotencyKeys: IdempotencyKeys;
  userCounts: UserCounts;
  userFields: UserFields;
  appAnswers: AppAnswers;
}

export function openRepositories(
  db: Database,
  appId: string,
  authenticator: BundleAuthenticator,
): Repositories {
  return {
    runs: new Runs(db, appId),
    worklist: new Worklist(db),
    batches: new Batches(db, authenticator),
    editClaims: new EditClaims(db, appId),
    entries: new AuditEntries(db, appId),
    actions: new AuditActions(db, appId, authenticator),
    logs: new Logs(db, appId),
    inbox: new LogInbox(db, appId),
    leaves: new LogLeaves(db),
    tiles: new LogTiles(db),
    checkpoints: new LogCheckpoints(db),
    publications: new LogPublications(db),
    evidenceKeys: new EvidenceKeys(db),
    signingKeys: new SigningKeys(db),
    requests: new Requests(db, appId),
    requestSubjects: new RequestSubjects(db, appId),
    lookups: new Lookups(db, appId),
    holds: new Holds(db, appId),
    suppression: new Suppression(db, appId),
    watches: new Watches(db, appId),
    schedules: new Schedules(db, appId),
    deliveries: new Deliveries(db, appId),
    tokens: new Tokens(db, appId),
    accounts: new Accounts(db, appId),
    sessions: new Sessions(db, appId),
    idempotencyKeys: new IdempotencyKeys(db, appId),
    userCounts: new UserCounts(db, appId),
    userFields: new UserFields(db, appId),
    appAnswers: new AppAnswers(db, appId),
  };
}
