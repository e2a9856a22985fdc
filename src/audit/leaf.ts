import canonicalize from "canonicalize";

// A CommonJS module whose typings describe an ES one: what is imported is the function itself.
const canonicalJson = canonicalize as unknown as (value: unknown) => string;

/** `entry`: about a person. `action`: who did what. */
export type LeafKind = "entry" | "action";

/** What one entry of the audit log says about a person: pseudonym, outcome and names of fields; never a value. */
export interface EntryFacts {
  at: Date;
  appId: string;
  runId: number;
  kind: string;
  epoch: number;
  subject: string;
  outcome: string;
  reason: string | null;
  fields: string[];
  remaining: string[];
  customKeys: { count: number; form: string; keys: string[] } | null;
  policyDigest: string;
  verification: string | null;
  verifiedAt: Date | null;
  attempts: number;
  round: number;
  toolVersion: string;
}

export type ActionDetail = Record<string, unknown>;

/** What one action says: who did what. */
export interface ActionFacts {
  at: Date;
  appId: string;
  actor: string;
  role: string;
  action: string;
  target: string | null;
  result: string;
  code: string | null;
  detail: ActionDetail | null;
  toolVersion: string;
}

export const ENTRY_FORMAT = "scrubjay/entry@1";
export const ACTION_FORMAT = "scrubjay/action@1";

/** The bytes that are sealed: canonical JSON (RFC 8785). Row numbers are no part of them. */
export function entryLeaf(entry: EntryFacts): Buffer {
  const { at, appId, runId, kind, epoch, subject, outcome, reason, fields, remaining } = entry;
  const { customKeys, policyDigest, verification, verifiedAt, attempts, round, toolVersion } = entry;
  return canonical({
    format: ENTRY_FORMAT,
    at: at.toISOString(),
    appId,
    runId,
    kind,
    epoch,
    subject,
    outcome,
    reason,
    fields,
    remaining,
    customKeys,
    policyDigest,
    verification,
    verifiedAt: verifiedAt?.toISOString() ?? null,
    attempts,
    round,
    toolVersion,
  });
}

/** The bytes that are sealed: canonical JSON (RFC 8785). */
export function actionLeaf(facts: ActionFacts): Buffer {
  const { at, appId, actor, role, action, target, result, code, detail, toolVersion } = facts;
  return canonical({
    format: ACTION_FORMAT,
    at: at.toISOString(),
    appId,
    actor,
    role,
    action,
    target,
    result,
    code,
    detail,
    toolVersion,
  });
}

/** RFC 8785 in UTF-8. */
export function canonical(value: unknown): Buffer {
  return Buffer.from(canonicalJson(value), "utf8");
}
