export type ContactKind = "email" | "phone";

// 64 is the longest local part (RFC 5321, 4.5.3.1.1); without a bound, a long ID would cost its length squared.
const EMAIL = /[^\s@<>()[\]:;,/?#]{1,64}@[^\s@<>()[\]:;,/?#]{1,253}\.[\p{L}\p{N}-]{2,}/u;
const PREFIX = /^(tel|phone|mobile|sms|whatsapp|wa)[:_-]?/i;

/**
 * Whether an ID gives away an e-mail address (anywhere in it) or a phone number (as a whole). TalkJS can't
 * change an ID, so such users are counted and reported. A guess, for a report: plain numbers are taken for
 * phone numbers only where a database's counter or a timestamp is unlikely.
 */
export function contactLikeId(id: string): ContactKind | null {
  const plain = id
    .replace(/%(40|2b)/gi, (code) => (code === "%40" ? "@" : "+"))
    .normalize("NFKC")
    .trim();
  if (EMAIL.test(plain)) return "email";
  return isPhoneNumber(plain.replace(PREFIX, "")) ? "phone" : null;
}

function isPhoneNumber(value: string): boolean {
  if (!/^(\+|00)?[\d\s().-]+$/.test(value)) return false;
  const digits = value.replace(/\D/g, "");
  if (/^\+/.test(value)) return digits.length >= 7 && digits.length <= 15;
  if (/^00/.test(value)) return digits.length >= 9 && digits.length <= 17;
  if (digits.length < 10 || digits.length > 15) return false;
  // After the country code 1 stand exactly ten digits; Unix times also begin with 1 and are 10 or 13 long.
  return digits.startsWith("1") ? /^1[2-9]\d{9}$/.test(digits) : true;
}
