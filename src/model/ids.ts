/** The forms of IDs, as sources of regular expressions without ends: parts of larger forms, and of HTML's `pattern`. */

/** RFC 9562, section 4, in lower case as all of ours are. */
export const UUID_FORM = String.raw`[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}`;

/** What requests, holds (UUIDs), runs and watches (numbers) are called. */
export const OUR_ID_FORM = String.raw`(?:\d{1,10}|${UUID_FORM})`;

/** 32 bytes: a pseudonym, a salt, a SHA-256. */
export const HEX_32_FORM = "[0-9a-f]{64}";

const whole = (form: string, flags?: string): RegExp => new RegExp(`^${form}$`, flags);

export const UUID = whole(UUID_FORM);
export const OUR_ID = whole(OUR_ID_FORM);
export const HEX_32 = whole(HEX_32_FORM);
/** As others may write a SHA-256. */
export const HEX_32_ANY_CASE = whole(HEX_32_FORM, "i");
/** RFC 9562, section 5.4; in lower case by OpenDSR § 1.1. */
export const UUID_V4 = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
