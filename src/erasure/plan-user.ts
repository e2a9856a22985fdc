import type { PlannedRow } from "../ledger/runs/worklist.js";
import type { Cipher } from "../ledger/encryption.js";
import type { AnyEpoch } from "../keys/epoch.js";
import { type HoldGround, holdReason } from "../model/law.js";
import { contactLikeId, type ContactKind } from "../policy/contact-like.js";
import type { User } from "../talkjs/user.js";
import { encryptUser } from "./encrypted-user.js";
import type { FieldTrials } from "./field-trials.js";
import { isAtRest } from "./judgement.js";
import type { SubjectPolicy } from "./subject-policy.js";

/** What the plan says about one user, before it is given a batch. */
export interface Draft extends Omit<PlannedRow, "batch" | "listPage" | "mac"> {
  contactLike: ContactKind | null;
  /** Custom keys that will go, counted. */
  keyCount: number;
  /** Fields that aren't known and will go, as the ledger knows them. */
  clears: string[];
}

export interface PlanUserOptions {
  policy: SubjectPolicy;
  /** What is known of clearing fields that aren't. */
  trials: FieldTrials;
  cipher: Cipher;
  now: Date;
  online: ReadonlySet<string>;
  /** Under whose key the user is a pseudonym in the evidence. */
  epoch: AnyEpoch;
  /** Legal holds of the ledger: pseudonym → ground. */
  holds: ReadonlyMap<string, HoldGround>;
  /** Whoever is blank is read again when the plan is applied, so their ID is kept until then. */
  keepsId: boolean;
  /** Those of whom it can't be told whether they are selected. They are left alone, and counted. */
  unclear: ReadonlySet<User>;
  /** Whom the second witness looks as; undefined: the policy wants none. */
  witness?: string | undefined;
}

/** Decides what to do with a user who fits the selection, or may. */
export function planUser(user: User, subject: string, options: PlanUserOptions): Draft {
  const { policy, trials, cipher, now, online, holds, epoch, keepsId, unclear, witness } = options;
  const person = { subject, ...epoch.personOf(user.id), readAt: now };
  const nothing = {
    ...{ fields: [], customKeys: [], remaining: [], clears: [] },
    ...{ sealed: null, contactLike: null, keyCount: 0, reason: null },
  };
  const ground = holds.get(subject);
  const exclusion = ground ? holdReason(ground) : policy.exclusionOf(user, subject, { now, online });
  const isWitness = witness !== undefined && user.id === witness;
  const reason = exclusion ?? (isWitness ? "witness" : unclear.has(user) ? "unclear" : null);
  if (reason) return { ...nothing, ...person, intent: "excluded", reason };
  const judgement = policy.judge(user, trials);
  const { edit, fields, customKeys, clears, untried, stays } = judgement;
  const unknown = [...clears, ...untried];
  const sealed = () =>
    encryptUser(cipher, subject, { id: user.id, edit, ...(unknown.length > 0 && { unknown }) });
  if (isAtRest(judgement)) {
    const intent = stays.length > 0 ? "scrubbed_in_part" : "already_blank";
    return { ...nothing, ...person, intent, remaining: stays, sealed: keepsId ? sealed() : null };
  }
  return {
    ...person,
    intent: "scrub",
    reason: null,
    fields,
    remaining: [],
    clears: clears.map((name) => policy.fieldKey(name)),
    customKeys: policy.shownKeys(customKeys),
    keyCount: customKeys.length,
    sealed: sealed(),
    contactLike: contactLikeId(user.id),
  };
}
