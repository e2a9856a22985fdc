import { domainToASCII, domainToUnicode } from "node:url";

/** RFC 5321 § 4.5.3.1.3, without the brackets of a path. */
export const LONGEST_ADDRESS = 254;
/** With a name before it, as a mail program copies it. */
export const LONGEST_TYPED_ADDRESS = 1_000;

/** What an eye doesn't see: zero-width characters, marks of direction, soft hyphens. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
/** `Ina Doe <ina@example.org>`. */
const NAMED = /^[^<>]*<([^<>]*)>$/;
const LOCAL = /^[^\s\p{Cc}\p{Cs}@<>()[\]:;,\\"]{1,64}$/u;
/** After IDNA: labels with a dot between, and none of them a number alone at the end. */
const DOMAIN = /^(?:[a-z0-9-]{1,63}\.)+(?=[a-z0-9-]*[a-z])[a-z0-9-]{2,63}$/;

/**
 * An address as all ways to write it are one: NFC, in lower case, its domain in ASCII (IDNA, UTS 46), without a name before
 * it, `mailto:`, a dot at its end, or what an eye doesn't see. Another mailbox stays another: dots and tags of the local
 * part are kept.
 * @returns undefined for what is no address.
 */
export function canonicalAddress(text: string): string | undefined {
  const shown = text.normalize("NFC").replace(UNSEEN, "").trim();
  const [, named = shown] = NAMED.exec(shown) ?? [];
  const bare = named
    .trim()
    .replace(/^mailto:/i, "")
    .replace(/\?.*$/s, "");
  const at = bare.lastIndexOf("@");
  const local = bare.slice(0, Math.max(at, 0)).toLowerCase().normalize("NFC");
  const domain = domainToASCII(bare.slice(at + 1).replace(/[.。]+$/, "")).toLowerCase();
  const address = `${local}@${domain}`;
  return LOCAL.test(local) && DOMAIN.test(domain) && address.length <= LONGEST_ADDRESS ? address : undefined;
}

/** The ways in which whoever hashes an address may have written it; the canonical one first. */
export function formsOf(text: string): string[] {
  const canonical = canonicalAddress(text);
  const [local = "", domain = ""] = canonical?.split(/@(?=[^@]*$)/) ?? [];
  const ours = canonical === undefined ? [] : [canonical, `${local}@${domainToUnicode(domain)}`];
  return [...new Set([...ours, text.trim().toLowerCase(), text])];
}
