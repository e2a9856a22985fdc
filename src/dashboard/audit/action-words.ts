import { UUID } from "../../model/ids.js";
import type { AuditActionView } from "../../server/audit-view.js";
import type { Word } from "../words.js";

export const RESULT_WORDS: Record<AuditActionView["result"], Word> = {
  allowed: { text: "Allowed", tone: "good" },
  denied: { text: "Not permitted", tone: "bad" },
  refused: { text: "Couldn’t be done", tone: "soon" },
  done: { text: "Done by the service", tone: "good" },
};

/** What somebody did, or wanted to. Whatever isn't here is shown as it is recorded. */
const ACTIONS: Record<string, string> = {
  "accounts.create": "Made an account",
  "accounts.link": "Made a link to sign in by",
  "accounts.password": "Set their password",
  "accounts.remove": "Removed an account",
  "accounts.role": "Changed an account’s role",
  "audit.publish": "Handed the checkpoint out",
  "audit.restart": "Began a new log",
  "certificates.issue": "Issued a certificate",
  "deliveries.retry": "Sent a message again",
  "holds.add": "Placed a legal hold",
  "holds.lift": "Lifted a legal hold",
  "keys.destroy": "Destroyed an evidence key",
  "keys.destroyed": "An evidence key was destroyed",
  "keys.rotate": "Rotated a key",
  "keys.rotated": "A key was rotated",
  "log.begun": "The log began",
  "opendsr.cancel": "Cancelled a request by OpenDSR",
  "opendsr.create": "Asked for an erasure by OpenDSR",
  "request.ended": "A request ended",
  "request.received": "A request was received",
  "requests.cancel": "Cancelled a request",
  "requests.create": "Asked for an erasure",
  "requests.extend": "Extended a deadline",
  "requests.retry": "Had a request tried again",
  "run.approved": "A plan was approved",
  "run.created": "A run was begun",
  "runs.approve": "Approved a plan",
  "runs.cancel": "Gave a run up",
  "runs.create": "Asked for a run",
  "runs.dismiss": "Forgot parked users",
  "runs.pause": "Paused a run",
  "runs.resume": "Resumed a run",
  "runs.retry": "Had parked users tried again",
  "schedules.add": "Added a schedule",
  "schedules.remove": "Removed a schedule",
  "schedules.run": "Ran a schedule now",
  "sessions.begin": "Signed in",
  "sessions.end": "Signed out",
  "sessions.end_all": "Signed out everywhere",
  "suppression.remove": "Took somebody off the suppression list",
  "tokens.create": "Made a token",
  "tokens.revoke": "Revoked a token",
  "watches.cancel": "Cancelled a watch",
  "watches.create": "Began a watch",
};

export const actionText = (action: string): string | undefined =>
  Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;

const NUMBER = /^\d{1,9}$/;

/** The page of what an action was about, where there is one. */
export function pageOfTarget({
  action,
  target,
}: Pick<AuditActionView, "action" | "target">): string | undefined {
  if (target === null) return undefined;
  if (/^(?:runs?|certificates)\./.test(action) && NUMBER.test(target)) return `/runs/${target}`;
  // OpenDSR names a request by the controller's own ID.
  if (/^(?:requests?|certificates)\./.test(action) && UUID.test(target)) return `/requests/${target}`;
  return undefined;
}
