import { contactLikeId } from "./contact-like.js";

const IDENTIFIER = /^[\p{L}_$][\p{L}\p{N}_$-]{0,39}$/u;
/** A name such as `address2` has fewer than what points to a person. */
const MANY_DIGITS = 3;

/**
 * Whether the name of a field can be written down as it is: one word, and none that could be a person, such as an ID, an
 * address or a number. Every other name is shown as a pseudonym.
 */
export function isPlainName(name: string): boolean {
  // What every object has would be found in counts by name.
  if (!IDENTIFIER.test(name) || name in Object.prototype) return false;
  if (name.replace(/\P{Nd}/gu, "").length >= MANY_DIGITS) return false;
  return contactLikeId(name) === null;
}

const PSEUDONYM = "unknown:";

/** The name of a field as it is written down. @param codeOf a keyed code for a name that isn't plain. */
export const shownName = (name: string, codeOf: (name: string) => string): string =>
  isPlainName(name) ? name : `${PSEUDONYM}${codeOf(name)}`;

/** Fields beyond those that are named one by one, as one name. */
export const othersName = (others: number): string => `${PSEUDONYM}${others}-more`;
