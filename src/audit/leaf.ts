import canonicalize from "canonicalize";

// A CommonJS module whose typings describe an ES one: what is imported is the function itself.
const canonicalJson = canonicalize as unknown as (value: unknown) => string;

/** `entry`: about a person. `action`: who did what. */
export type LeafKind = "entry" | "action";

/**
 * How a row gives its leaf. What was sealed in the first format gives the same bytes for good.
 * @see docs/design/evidence.md
 */
export const FORMATS = [1, 2] as const;
export type LeafFormat = (typeof FORMATS)[number];
/** What is written now. */
export const LEAF_FORMAT: LeafFormat = 2;

/** What was found in one place beside the fields of the profile; room for those that are still to come. */
export interface PlaceCount {
  place: string;
  /** Items that were blanked, and items that are still there. */
  erased: number;
  remaining: number;
  /** Why something remains: a code. */
  reason: string | null;
}

/** Whether a user ID gives something away; null: nobody has looked at the ID. */
export const ID_LIKENESSES = ["email", "phone", "nothing"] as const;
export type IdLikeness = (typeof ID_LIKENESSES)[number] | null;

/** What one entry of the audit log says about a person: pseudonym, outcome and names of fields; never a value. */
export interface EntryFacts {
  format: LeafFormat;
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
  /** From format 2 on. */
  places: PlaceCount[] | null;
  /** From format 2 on. */
  idLooksLike: IdLikeness;
}

export type ActionDetail = Record<string, unknown>;

/** What one action says: who did what. */
export interface ActionFacts {
  format: LeafFormat;
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
  /** From format 2 on: random, 32 hexadecimal digits, so that nobody guesses an action from its hash in a public log. */
  salt: string | null;
}

export const entryFormat = <F extends LeafFormat>(format: F) => `scrubjay/entry@${format}` as const;
export const actionFormat = <F extends LeafFormat>(format: F) => `scrubjay/action@${format}` as const;

/** The bytes that are sealed: canonical JSON (RFC 8785). Row numbers are no part of them. */
export function entryLeaf(entry: EntryFacts): Buffer {
  const { format, at, appId, runId, kind, epoch, subject, outcome, reason, fields, remaining } = entry;
  const { customKeys, policyDigest, verification, verifiedAt, attempts, round, toolVersion } = entry;
  const { places, idLooksLike } = entry;
  return canonical({
    format: entryFormat(format),
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
    ...since2(format, { places, idLooksLike }),
  });
}

/** The bytes that are sealed: canonical JSON (RFC 8785). */
export function actionLeaf(facts: ActionFacts): Buffer {
  const { format, at, appId, actor, role, action, target, result, code, detail, toolVersion, salt } = facts;
  return canonical({
    format: actionFormat(format),
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
    ...since2(format, { salt }),
  });
}

/**
 * What only leaves of the second format say. A row of the first that says it all the same was changed, and gives none.
 */
function since2(format: LeafFormat, facts: Record<string, unknown>): Record<string, unknown> {
  if (!FORMATS.includes(format)) throw new RangeError(`no leaf has format ${String(format)}`);
  if (format === 2) return facts;
  if (Object.values(facts).some((fact) => fact !== null))
    throw new RangeError("no leaf of format 1 says that");
  return {};
}

/** RFC 8785 in UTF-8. */
export function canonical(value: unknown): Buffer {
  return Buffer.from(canonicalJson(value), "utf8");
}
