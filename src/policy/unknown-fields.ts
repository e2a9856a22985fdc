import { isEmpty } from "../model/blank.js";
import { isKnownField } from "../model/fields.js";
import { UNKNOWN_RULES, type UnknownRule } from "../model/unknown-field.js";
import type { User } from "../talkjs/user.js";
import type { Policy } from "./policy.js";

/** Of one user, more fields than these are counted together: an answer may use IDs as names. */
export const MOST_UNKNOWN_OF_ONE = 100;

/** What a user holds beyond the fields that are known. */
export interface UnknownFields {
  /** As TalkJS has them, in the order of the answer. */
  names: string[];
  /** How many more there are. */
  others: number;
}

/** The fields of an answer that aren't known and hold something. @param isMeant those that count. */
export function unknownFields(user: User, isMeant: (name: string) => boolean = () => true): UnknownFields {
  const all = Object.keys(user).filter(
    (name) => !isKnownField(name) && !isEmpty(user[name]) && isMeant(name),
  );
  const names = all.slice(0, MOST_UNKNOWN_OF_ONE);
  return { names, others: all.length - names.length };
}

/** A policy of `version: 1` was written before there was a choice: what it doesn't know stays and is named. */
export function unknownRule({ version, unknownFields: rule }: Policy, name: string): UnknownRule {
  if (version === 1) return "report";
  if (typeof rule === "object") return rule.keep.includes(name) ? "keep" : "blank";
  return rule ?? "blank";
}

/** What any of these policies wants of it, if only one of them does. */
export const ruleAmong = (policies: readonly Policy[], name: string): UnknownRule =>
  UNKNOWN_RULES.find((rule) => policies.some((policy) => unknownRule(policy, name) === rule)) ?? "report";
