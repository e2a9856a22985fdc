import type { Pseudonyms } from "../audit/pseudonyms.js";
import { exclusionOf, type ExclusionReason } from "../policy/exclusion.js";
import { nameFor, planErasure } from "../policy/erasure.js";
import type { Policy } from "../policy/policy.js";
import { othersName, shownName } from "../policy/field-name.js";
import { unknownFields, unknownRule } from "../policy/unknown-fields.js";
import type { User } from "../talkjs/user.js";
import type { FieldTrials } from "./field-trials.js";
import type { Judgement } from "./judgement.js";

/** PostgreSQL keeps neither NUL nor half of a surrogate pair. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

/** Names of fields and custom keys that are the same have other pseudonyms. */
const FIELD = "field\0";

/** The name of a field as the ledger knows it: one that may be a person is a pseudonym, the same in every epoch. */
export const fieldKey = (name: string, pseudonyms: Pick<Pseudonyms, "customKey">): string =>
  shownName(name, (hidden) => pseudonyms.customKey(FIELD + hidden));

/**
 * A policy as the ledger keeps it: user IDs that it names are pseudonyms, because the ledger keeps no ID of
 * anybody who isn't being worked on.
 */
export class SubjectPolicy {
  constructor(
    readonly policy: Policy,
    private readonly pseudonyms: Pseudonyms,
    /** Gives custom keys and names of fields their pseudonyms in the evidence. */
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

  /** What is still to be done about a user, and what stays. @param trials what is known of clearing fields by name. */
  judge(user: User, trials: Pick<FieldTrials, "of">): Judgement {
    const { edit, fields, customKeys } = planErasure(user, this.policy, this.#codeOf);
    const { names, others } = unknownFields(user, (name) => unknownRule(this.policy, name) !== "keep");
    const clears: string[] = [];
    const untried: string[] = [];
    const stays: string[] = [];
    for (const name of names) {
      const found = unknownRule(this.policy, name) === "report" ? "kept" : trials.of(name);
      if (found === "cleared") clears.push(name);
      else if (found === "untried") untried.push(name);
      else stays.push(this.shownField(name));
    }
    if (others > 0) stays.push(othersName(others));
    const can = clears.map((name) => this.shownField(name));
    return { edit, customKeys, fields: [...fields, ...can], clears, untried, stays };
  }

  /** The name that somebody has when they are blank. */
  nameFor(userId: string): string {
    return nameFor(userId, this.policy, this.#codeOf);
  }

  /** The name of a field as the audit shows it: one that may be a person is a pseudonym. */
  shownField(name: string): string {
    return shownName(name, (hidden) => this.evidence.customKey(FIELD + hidden));
  }

  /** The name of a field as the ledger knows it. */
  fieldKey(name: string): string {
    return fieldKey(name, this.pseudonyms);
  }

  /** Names of custom keys as the audit shows them. */
  shownKeys(keys: string[]): string[] {
    return this.policy.audit.customKeys === "names"
      ? keys.map((key) => key.replace(UNSTORABLE, "\uFFFD"))
      : keys.map((key) => this.evidence.customKey(key));
  }

  readonly #codeOf = (userId: string) => this.pseudonyms.nameCode(userId);
}
