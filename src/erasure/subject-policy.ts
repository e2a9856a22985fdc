import type { Pseudonyms } from "../audit/pseudonyms.js";
import { exclusionOf, type ExclusionReason } from "../policy/exclusion.js";
import { planErasure, type Erasure } from "../policy/erasure.js";
import type { Policy } from "../policy/policy.js";
import type { User } from "../talkjs/user.js";

/** PostgreSQL keeps neither NUL nor half of a surrogate pair. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

/**
 * A policy as the ledger keeps it: user IDs that it names are pseudonyms, because the ledger keeps no ID of
 * anybody who isn't being worked on.
 */
export class SubjectPolicy {
  constructor(
    readonly policy: Policy,
    private readonly pseudonyms: Pseudonyms,
    /** Gives custom keys their pseudonyms in the evidence. */
    private readonly evidence: Pick<Pseudonyms, "customKey"> = pseudonyms,
  ) {}

  static disguise(policy: Policy, pseudonyms: Pseudonyms): Policy {
    const ids = policy.exclude.ids.map((id) => pseudonyms.subject(id));
    return { ...policy, exclude: { ...policy.exclude, ids } };
  }

  /** @param online pseudonyms of users online now. */
  exclusionOf(
    user: User,
    subject: string,
    context: { now: Date; online: ReadonlySet<string> },
  ): ExclusionReason | null {
    return exclusionOf({ ...user, id: subject }, this.policy, context);
  }

  /** What is still to be blanked; no fields when the user is blank. */
  erasureOf(user: User): Erasure {
    return planErasure(user, this.policy, (id) => this.pseudonyms.nameCode(id));
  }

  /** Names of custom keys as the audit shows them. */
  shownKeys(keys: string[]): string[] {
    return this.policy.audit.customKeys === "names"
      ? keys.map((key) => key.replace(UNSTORABLE, "\uFFFD"))
      : keys.map((key) => this.evidence.customKey(key));
  }
}
