import type { Word } from "./word.js";

/**
 * What the log of actions names, and its words: what somebody did, or wanted to. Of what only reads, denials alone are
 * recorded.
 */
export const ACTIONS = {
  "accounts.create": "Made an account",
  "accounts.link": "Made a link to sign in by",
  "accounts.list": "Listed the accounts",
  "accounts.password": "Set their password",
  "accounts.remove": "Removed an account",
  "accounts.role": "Changed an account’s role",
  "accounts.sign-out": "Signed an account out everywhere",
  "answers.keep": "Kept what TalkJS answered to questions",
  "answers.list": "Listed what TalkJS answered to questions",
  "api.call": "Called the API",
  "audit.actions": "Exported the actions",
  "audit.checkpoint": "Viewed the checkpoint",
  "audit.consistency": "Checked that the log only grew",
  "audit.entries": "Exported the audit log",
  "audit.log": "Viewed the state of the log",
  "audit.lookup": "Looked up a person in the audit log",
  "audit.proof": "Asked for a proof of an entry",
  "audit.publish": "Handed the checkpoint out",
  "audit.recent": "Viewed the audit log",
  "audit.restart": "Began a new log",
  "audit.verify": "Had the log checked",
  "certificate.issued": "A certificate was issued",
  "certificates.issue": "Asked for certificates",
  "comeback.seen": "Data of an erased person was seen again",
  "comebacks.list": "Listed the data that came back",
  "deliveries.get": "Viewed a message",
  "deliveries.list": "Listed the messages",
  "deliveries.retry": "Sent a message again",
  "fields.list": "Listed the fields that nobody knows",
  "fields.retry": "Had it tried again whether fields can be cleared",
  "holds.add": "Placed a legal hold",
  "holds.add_several": "Placed legal holds",
  "holds.confirm": "Confirmed whom a legal hold is on",
  "holds.get": "Viewed a legal hold",
  "holds.identify": "Had it looked up whom legal holds are on",
  "holds.lift": "Lifted a legal hold",
  "holds.list": "Listed the legal holds",
  "holds.lookup": "Looked up a person’s legal holds",
  "keys.destroy": "Destroyed an evidence key",
  "keys.destroyed": "An evidence key was destroyed",
  "keys.list": "Listed the keys",
  "keys.rotate": "Rotated a key",
  "keys.rotated": "A key was rotated",
  "keys.signing": "Viewed the signing keys",
  "log.begun": "The log began",
  "log.issuer": "It was said who stands for the erasures",
  "opendsr.cancel": "Cancelled a request by OpenDSR",
  "opendsr.create": "Asked for an erasure by OpenDSR",
  "opendsr.get": "Viewed a request by OpenDSR",
  "overview.get": "Viewed the overview",
  "person.looked_at": "An erased person was looked at",
  "policies.list": "Listed the policies",
  "queues.promote": "Ran a delayed job now",
  "queues.resume": "Resumed a queue",
  "queues.resume_all": "Resumed all queues",
  "queues.retry": "Had a job tried again",
  "queues.retry_all": "Had failed jobs tried again",
  "quota.get": "Viewed the quota",
  "request.ended": "A request ended",
  "request.received": "A request was received",
  "requests.cancel": "Cancelled a request",
  "requests.create": "Asked for an erasure",
  "requests.extend": "Extended a deadline",
  "requests.get": "Viewed a request",
  "requests.list": "Listed the requests",
  "requests.retry": "Had a request tried again",
  "run.approved": "A plan was approved",
  "run.created": "A run was begun",
  "runs.approve": "Approved a plan",
  "runs.cancel": "Gave a run up",
  "runs.create": "Asked for a run",
  "runs.dismiss": "Forgot parked users",
  "runs.get": "Viewed a run",
  "runs.list": "Listed the runs",
  "runs.pace": "Viewed a run’s pace",
  "runs.pause": "Paused a run",
  "runs.policy": "Viewed a run’s policy",
  "runs.progress": "Viewed a run’s progress",
  "runs.results": "Asked how a run went for users",
  "runs.resume": "Resumed a run",
  "runs.retry": "Had parked users tried again",
  "schedules.add": "Added a schedule",
  "schedules.get": "Viewed a schedule",
  "schedules.list": "Listed the schedules",
  "schedules.remove": "Removed a schedule",
  "schedules.run": "Ran a schedule now",
  "service.get": "Viewed the service",
  "sessions.begin": "Signed in",
  "sessions.end": "Signed out",
  "sessions.end_all": "Signed out everywhere",
  "suppression.list": "Listed the suppression list",
  "suppression.lookup": "Looked up a person on the suppression list",
  "suppression.remove": "Took somebody off the suppression list",
  "tokens.create": "Made a token",
  "tokens.list": "Listed the tokens",
  "tokens.revoke": "Revoked a token",
  "watch.unjudged": "A watch couldn’t judge people",
  "watches.cancel": "Cancelled a watch",
  "watches.create": "Began a watch",
  "watches.get": "Viewed a watch",
  "watches.list": "Listed the watches",
} as const;
export type ActionName = keyof typeof ACTIONS;

/** What earlier versions recorded beside: acts that their board of the queues offered, and that were refused. */
const FORMER_ACTIONS: Readonly<Record<string, string>> = {
  "queues.add_job": "Added a job",
  "queues.empty": "Emptied a queue",
  "queues.obliterate": "Removed a queue",
  "queues.pause": "Paused a queue",
  "queues.pause_all": "Paused all queues",
  "queues.promote_all": "Ran all delayed jobs now",
  "queues.release_rate_limit": "Released a queue’s rate limit",
  "queues.remove_children": "Removed a job’s children",
  "queues.remove_job": "Removed a job",
  "queues.remove_jobs": "Removed jobs",
  "queues.remove_scheduler": "Removed a job’s schedule",
  "queues.run_scheduler": "Ran a job’s schedule now",
  "queues.set_concurrency": "Changed a queue’s concurrency",
  "queues.set_data": "Changed a job’s data",
  "queues.set_delay": "Changed a job’s delay",
  "queues.set_priority": "Changed a job’s priority",
  "queues.set_rate_limit": "Changed a queue’s rate limit",
  "queues.set_scheduler": "Changed a job’s schedule",
  "queues.unknown": "Tried something unknown with a queue",
};

/** How it went with an action. */
export const ACTION_RESULT = {
  /** About to be done. */
  allowed: { text: "Allowed", tone: "good" },
  denied: { text: "Not permitted", tone: "bad" },
  /** Permitted, and it can't be done. */
  refused: { text: "Couldn’t be done", tone: "soon" },
  /** What the service itself did. */
  done: { text: "Done by the service", tone: "good" },
} as const satisfies Record<string, Word>;
export type ActionResult = keyof typeof ACTION_RESULT;
export const ACTION_RESULTS = Object.keys(ACTION_RESULT) as ActionResult[];

/** What the service itself records, in the transaction that does it; certificates say it after them. */
export const RUN_CREATED = "run.created" satisfies ActionName;
export const RUN_APPROVED = "run.approved" satisfies ActionName;
export const REQUEST_RECEIVED = "request.received" satisfies ActionName;
export const REQUEST_ENDED = "request.ended" satisfies ActionName;
export const LOG_ISSUER = "log.issuer" satisfies ActionName;
export const COMEBACK_SEEN = "comeback.seen" satisfies ActionName;
export const PERSON_LOOKED_AT = "person.looked_at" satisfies ActionName;
export const CERTIFICATE_ISSUED = "certificate.issued" satisfies ActionName;
export const WATCH_UNJUDGED = "watch.unjudged" satisfies ActionName;

const TEXTS: Readonly<Record<string, string>> = { ...FORMER_ACTIONS, ...ACTIONS };

/** The words of an action; undefined where a later version recorded it. */
export const actionText = (action: string): string | undefined =>
  Object.hasOwn(TEXTS, action) ? TEXTS[action] : undefined;
