import { z } from "@hono/zod-openapi";
import { contactLikeId } from "../policy/contact-like.js";
import { isAddressable } from "../talkjs/request.js";
import { RESERVED_NAMES } from "../ledger/evidence/actor.js";

const LONGEST_ID = 255;

const LONGEST_TEXT = 500;

/** A TalkJS user ID in a body; it never stands in an address. */
export const UserId = z
  .string()
  .min(1)
  .max(LONGEST_ID)
  .refine((id) => isAddressable(id) && !id.includes("\0"), "is no user ID that can be asked for at TalkJS")
  .openapi({
    description: "The user's ID at TalkJS. It is kept encrypted until the work is done.",
    example: "u-1042",
  });

/** `+49 30 1234567`: the spaces would hide it from a look at each word. */
const INTERNATIONAL = /(?:\+|\b00)[\d\s().-]{5,}/g;

/** Whether a text names somebody's e-mail address or phone number, in any of its words. */
function namesContact(text: string): boolean {
  const words = text.split(/[\s,;!?"'<>]+/).map((word) => word.replace(/^\(|[.:)]+$/g, ""));
  const numbers = (text.match(INTERNATIONAL) ?? []).map((number) => number.replace(/[\s().-]+$/, ""));
  return [...words, ...numbers].some((part) => contactLikeId(part) !== null);
}

/** What a person writes down for the record, on one line. It is shown and kept: personal data has no business here. */
export const FreeText = z
  .string()
  .trim()
  .min(1)
  .max(LONGEST_TEXT)
  .refine((text) => !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text), "must be one line of plain text")
  .refine(
    (text) => !namesContact(text),
    "looks like it names an e-mail address or a phone number; personal data doesn't belong here",
  );

/** PostgreSQL takes no year 0, and ISO 8601 writes years of five digits otherwise; an offset can lead to either. */
function isStorable(text: string): boolean {
  const year = new Date(text).getUTCFullYear();
  return year >= 1 && year <= 9999;
}

/** With its offset from UTC. */
export const Instant = z.iso
  .datetime({ offset: true, error: "must be a time such as 2026-03-01T12:00:00Z" })
  .refine(isStorable, "must be in the years 1 to 9999")
  .openapi({ example: "2026-03-01T12:00:00Z" })
  .transform((text) => new Date(text));

/** A time as we tell it, in UTC. */
export const time = z.iso.datetime();

/** An ID of ours in an address. */
export const UuidParam = z.object({ id: z.uuid().toLowerCase() });

/** What a token or an account is called in the audit log. No e-mail address has its form. */
export const ActorName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9._-]{0,62}$/, "must begin with a letter; letters, digits, . _ and -, 63 at most")
  .refine((name) => !RESERVED_NAMES.includes(name.toLowerCase()), "is a name of the program's own");

export const LONGEST_USER_ID = 1_000;

/** A user ID in a body, also one that TalkJS can't be asked about: whatever was recorded can be looked up. */
export const AnyUserId = z.string().min(1).max(LONGEST_USER_ID);
