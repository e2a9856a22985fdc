import type { Pseudonyms } from "../audit/pseudonyms.js";
import type { KnownPerson } from "../ledger/watches/suppression.js";
import { emailsOf } from "../talkjs/user-values.js";
import type { User } from "../talkjs/user.js";
import type { FieldTrials } from "./field-trials.js";
import type { SubjectPolicy } from "./subject-policy.js";

/** A user of a page with the pseudonyms under which the suppression list may have them. */
export interface PageUser {
  user: User;
  subject: string;
  emails: string[];
}

/** Somebody on the suppression list who holds personal data again. */
export interface FoundComeback {
  user: User;
  /** What of them is on the list. */
  known: KnownPerson;
  fields: string[];
  /** Null for an e-mail address, which nobody was ever scrubbed for. */
  policy: SubjectPolicy | null;
}

export interface ComebackSearch {
  /** People on the list who exist. */
  known: number;
  cameBack: FoundComeback[];
  /** People on the list who are blank, by pseudonym. */
  blank: string[];
  /** People on the list who exist, and of whom nobody can tell: the policy that erased them can't be read. */
  unjudged: number;
}

/** @param emails Whether to look for e-mail addresses too. */
export function pageUsers(users: readonly User[], pseudonyms: Pseudonyms, emails: boolean): PageUser[] {
  return users.map((user) => {
    const addresses = emails ? emailsOf(user) : [];
    return { user, subject: pseudonyms.subject(user.id), emails: pseudonyms.emails(addresses) };
  });
}

/**
 * Who of these users is on the suppression list and not blank under the policy that erased them. Of the fields that aren't
 * known, those count that can be cleared: what stays, or nobody has tried, is no comeback by itself. An e-mail address that
 * nobody had and somebody has now is told, but that somebody may be another person.
 * @param readAt before the users were read: whoever was erased after that was not seen as they are now.
 */
export function findComebacks(
  people: readonly PageUser[],
  list: readonly KnownPerson[],
  policyOf: (known: KnownPerson) => SubjectPolicy | undefined,
  trials: FieldTrials,
  readAt: Date,
): ComebackSearch {
  const key = ({ kind, subject }: Pick<KnownPerson, "kind" | "subject">) => `${kind}:${subject}`;
  const known = new Map(list.filter(({ since }) => since <= readAt).map((row) => [key(row), row]));
  const found: ComebackSearch = { known: 0, cameBack: [], blank: [], unjudged: 0 };
  for (const { user, subject, emails } of people) {
    const person = known.get(key({ kind: "user", subject }));
    if (person) {
      found.known += 1;
      const policy = policyOf(person);
      const fields = policy?.judge(user, trials).fields;
      if (!policy || !fields) found.unjudged += 1;
      else if (fields.length === 0) found.blank.push(subject);
      else found.cameBack.push({ user, known: person, fields, policy });
    }
    for (const email of emails) {
      const address = known.get(key({ kind: "email", subject: email }));
      if (address) found.cameBack.push({ user, known: address, fields: ["email"], policy: null });
    }
  }
  return found;
}

/** Whether an earlier watch has seen them too, and nobody has blanked them since. */
export const isStillBack = ({ lastComebackAt, since }: KnownPerson): boolean =>
  lastComebackAt !== null && lastComebackAt > since;
