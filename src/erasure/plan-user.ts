import type { PlannedRow } from "../ledger/worklist.js";
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
}

/** Decides what to do with a user who fits the selection. */
export function planUser(user: User, subject: string, { policy, seal, now, online }: PlanUserOptions): Draft {
  const nothing = { fields: [], customKeys: [], sealed: null, contactLike: null, keyCount: 0, reason: null };
  const exclusion = policy.exclusionOf(user, subject, { now, online });
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
