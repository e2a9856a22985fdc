import { FIELDS, WHOLE_FIELDS, type UserField } from "../model/fields.js";
import { agree, number, percent, plural } from "../model/words.js";
import { maxFallOf } from "./limits.js";
import { wantsWitness, type Policy } from "./policy.js";
import type { ScheduleRule } from "./schedule-schema.js";
import type { CustomCondition } from "./select-schema.js";

/** What a policy does, in sentences by what they are about. */
export interface PolicyInWords {
  /** What is blanked of a person, and what is kept. */
  scrub: string[];
  /** Why what is kept is kept, where the policy says so. */
  grounds: string[];
  /** Whose data. */
  select: string[];
  /** Whose data is left alone. */
  exclude: string[];
  /** What stops a run. */
  limits: string[];
  audit: string[];
  /** What happens when data comes back. */
  watch: string[];
  /** How it is seen that somebody is blank, beside reading them back. */
  verify: string[];
}

/**
 * The policy in plain English, a sentence each. Names roles and custom keys; values, IDs and file names only by kind and
 * count, for they may be people.
 */
export function policyInWords(policy: Policy): PolicyInWords {
  return {
    scrub: scrubbed(policy),
    grounds: grounded(policy),
    select: [selected(policy)],
    exclude: excluded(policy),
    limits: limited(policy),
    audit: [audited(policy)],
    watch: [watched(policy)],
    verify: wantsWitness(policy) ? [WITNESSED] : [],
  };
}

/** The same one after the other: what is blanked and kept, who is selected and excluded, what stops a run. */
export const describePolicy = (policy: Policy): string[] =>
  Object.values<string[]>({ ...policyInWords(policy) }).flat();

/** When a policy file runs by itself, a sentence each. */
export function describeSchedules(schedules: readonly ScheduleRule[]): string[] {
  return schedules.map(({ name, cron, timeZone, kind, approval }) => {
    const what = kind === "sweep" ? "plans a sweep" : "looks for erased people whose data came back";
    const then = approval === "automatic" ? "and applies within the limits" : "and waits for approval";
    return `Schedule ${name}: ${what} at "${cron}" (${timeZone}), ${then}.`;
  });
}

function scrubbed(policy: Policy): string[] {
  const { scrub } = policy;
  const { name, custom } = scrub;
  const told = (verb: string, rule: "blank" | "keep") => {
    const labels = WHOLE_FIELDS.filter((field) => scrub[field] === rule).map(inSentence);
    return labels.length > 0 ? [`${verb}: ${labels.join(", ")}.`] : [];
  };
  return [
    "replace" in name
      ? `The name becomes "${name.replace}".`
      : `The name becomes "${name.pseudonym}", where {code} is a keyed code that differs per user.`,
    ...told("Blanked", "blank"),
    ...told("Kept", "keep"),
    customRule(custom),
    unknownFieldsRule(policy),
  ];
}

function unknownFieldsRule({ version, unknownFields }: Policy): string {
  if (version === 1 || unknownFields === "report")
    return "Fields that Scrubjay doesn't know stay, and are named.";
  const blanked = "blanked where TalkJS takes that, and named where it doesn't";
  return typeof unknownFields === "object"
    ? `Fields that Scrubjay doesn't know are ${blanked}; ${quoted(unknownFields.keep)} ${agree(unknownFields.keep.length, "is", "are")} kept.`
    : `Fields that Scrubjay doesn't know are ${blanked}.`;
}

function grounded({ grounds = {}, unknownFields, personal = [] }: Policy): string[] {
  const unknown =
    typeof unknownFields === "object" && unknownFields.ground !== undefined
      ? [
          `${quoted(unknownFields.keep)} ${agree(unknownFields.keep.length, "is", "are")} kept because: ${unknownFields.ground}`,
        ]
      : [];
  const facts = personal.map((field) => `The ${inSentence(field)} counts as a fact about a person.`);
  return [...known(grounds), ...unknown, ...facts];
}

function known(grounds: NonNullable<Policy["grounds"]>): string[] {
  return Object.entries(grounds).map(([name, ground]) => {
    const field = name as keyof typeof grounds;
    const { kind, label } = FIELDS[field];
    const what = kind === "text" ? `The ${inSentence(field)} is` : `${label} are`;
    return `${what} kept because: ${ground}`;
  });
}

/** Labels begin with a capital only where a sentence does. */
const inSentence = (field: UserField): string => {
  const { label } = FIELDS[field];
  return label.charAt(0).toLowerCase() + label.slice(1);
};

function customRule(rule: Policy["scrub"]["custom"]): string {
  if (rule === "blank") return "Every custom field is blanked.";
  if (rule === "keep") return "Every custom field is kept.";
  return "blankAllBut" in rule
    ? `Every custom field is blanked but ${quoted(rule.blankAllBut)}.`
    : `Of the custom fields, only ${quoted(rule.blankOnly)} ${agree(rule.blankOnly.length, "is", "are")} blanked.`;
}

function selected({ select }: Policy): string {
  if (select.all) return "Selected: every user.";
  const conditions: string[] = [];
  if (select.ids)
    conditions.push("file" in select.ids ? "listed in the ID file" : "listed on standard input");
  if (select.createdBefore)
    conditions.push(`created before ${select.createdBefore.replace("T00:00:00.000Z", "")} (UTC)`);
  if (select.olderThan) conditions.push(`created more than ${select.olderThan} ago`);
  if (select.roles) conditions.push(`with the role ${quoted(select.roles, "or")}`);
  for (const [key, condition] of Object.entries(select.custom ?? {}))
    conditions.push(customCondition(key, condition));
  if (select.inactiveFor) conditions.push(`inactive for ${select.inactiveFor}`);
  return `Selected: users ${conditions.join(", and ")}.`;
}

function customCondition(key: string, condition: CustomCondition): string {
  const field = `custom field ${quoted([key])}`;
  if (condition === "exists") return `with the ${field}`;
  if (condition === "!exists") return `without the ${field}`;
  return condition[0] === "=="
    ? `whose ${field} has the value given in the policy`
    : `whose ${field} has another value than the one given in the policy`;
}

function excluded({ exclude }: Policy): string[] {
  const groups: string[] = [];
  if (exclude.legalHold) {
    const { customKey, values } = exclude.legalHold;
    const marked = values ? `one of ${plural(values.length, "value")}` : "any value";
    groups.push(`users on legal hold (custom field ${quoted([customKey])} with ${marked})`);
  }
  if (exclude.roles.length > 0) groups.push(`users with the role ${quoted(exclude.roles, "or")}`);
  if (exclude.ids.length > 0) groups.push(plural(exclude.ids.length, "user by ID", "users by ID"));
  if (exclude.online) groups.push("users who are online");
  return [groups.length > 0 ? `Excluded: ${groups.join("; ")}.` : "Excluded: nobody."];
}

function limited({ limits }: Policy): string[] {
  return [
    `A run scrubs at most ${number(limits.maxUsers)} users and at most ${percent(limits.maxShare)} of all users.`,
    `A plan is refused when more than ${percent(maxFallOf(limits))} of the users seen last time are missing.`,
    `A run stops when more than ${percent(limits.maxErrorRate)} of the users handled fail.`,
    `A plan is applied within ${limits.maxPlanAge}.`,
  ];
}

function audited({ audit }: Policy): string {
  return audit.customKeys === "names"
    ? "The audit log names the custom fields that were blanked."
    : "The audit log counts the custom fields that were blanked and gives keyed pseudonyms for their names.";
}

function watched({ watch }: Policy): string {
  return watch.comebacks === "scrub"
    ? "Erased people whose data came back are scrubbed again by a watch."
    : "Erased people whose data came back are reported by a watch, not scrubbed.";
}

const WITNESSED =
  "Whoever was read back blank is also looked at as other chat participants see them, and only then counts as erased.";

function quoted(words: readonly string[], conjunction: "and" | "or" = "and"): string {
  return new Intl.ListFormat("en", { type: conjunction === "and" ? "conjunction" : "disjunction" }).format(
    words.map((word) => JSON.stringify(word)),
  );
}
