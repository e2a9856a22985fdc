import type { PlannedRow } from "../ledger/worklist.js";
import { holdReason } from "../ledger/hold-reason.js";
import type { HoldGround } from "../ledger/tables/holds.js";
import type { RunSeal } from "../ledger/seal.js";
import { contactLikeId, type ContactKind } from "../policy/contact-like.js";
import type { User } from "../talkjs/user.js";
import { sealUser } from "./sealed-user.js";
import type { SubjectPolicy } from "./subject-policy.js";

/** What the plan says about one user, before it is given a batch. */
export interface Draft extends Omit<PlannedRow, "batch" | "listPage"> {
  contactLike: ContactKind | null;
  /** Custom keys that will go, counted. */
  keyCount: number;
}

export interface PlanUserOptions {
  policy: SubjectPolicy;
  seal: RunSeal;
  now: Date;
  online: ReadonlySet<string>;
  /** Legal holds of the ledger: pseudonym → ground. */
  holds: ReadonlyMap<string, HoldGround>;
}

/** Decides what to do with a user who fits the selection. */
export function planUser(user: User, subject: string, options: PlanUserOptions): Draft {
  const { policy, seal, now, online, holds } = options;
  const nothing = { fields: [], customKeys: [], sealed: null, contactLike: null, keyCount: 0, reason: null };
  const ground = holds.get(subject);
  const exclusion = ground ? holdReason(ground) : policy.exclusionOf(user, subject, { now, online });
  if (exclusion) return { ...nothing, subject, intent: "excluded", reason: exclusion, readAt: now };
  const { edit, fields, customKeys } = policy.erasureOf(user);
  if (fields.length === 0) return { ...nothing, subject, intent: "already_blank", readAt: now };
  return {
    subject,
    intent: "scrub",
    reason: null,
    fields,
    customKeys: policy.shownKeys(customKeys),
    keyCount: customKeys.length,
    sealed: sealUser(seal, subject, { id: user.id, edit }),
    contactLike: contactLikeId(user.id),
    readAt: now,
  };
}
