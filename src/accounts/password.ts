import { randomBytes } from "node:crypto";
import { argon2id, argon2Verify } from "hash-wasm";
import pLimit from "p-limit";

/**
 * NIST SP 800-63B-4, section 3.1.1.2: at least 15 characters where a password is all that is asked for, no rules about
 * which ones; at least 64 must be allowed.
 */
const SHORTEST = 15;
const LONGEST = 128;
/** A shorter name is a part of many a phrase. */
const TELLING_NAME = 4;

/** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane. */
const COST = { memorySize: 19_456, iterations: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Each takes 19 MiB, and the processor until it is done: a flood of them must not take the service down. */
const inTurn = pLimit(2);

/** Of no password, at the same cost. */
const NOBODYS = encodedHash("A".repeat(22), "A".repeat(43));

/** argon2id (RFC 9106) in its encoded form, which names its own cost and salt. */
export async function hashPassword(plain: string): Promise<string> {
  const options = {
    ...COST,
    password: normal(plain),
    salt: randomBytes(SALT_BYTES),
    hashLength: HASH_BYTES,
    outputType: "encoded",
  } as const;
  return inTurn(() => argon2id(options));
}

/**
 * Whether it is the password.
 * @param encoded null: there is none. That takes as long, so that nobody learns which accounts there are.
 */
export async function verifyPassword(plain: string, encoded: string | null): Promise<boolean> {
  // Nothing can be typed that is no character at all, and the library refuses it.
  if (plain === "") return false;
  const matches = await inTurn(() => argon2Verify({ password: normal(plain), hash: encoded ?? NOBODYS }));
  return matches && encoded !== null;
}

/** Why this may not be somebody's password; undefined: it may. @param name of the account. */
export function passwordProblem(plain: string, name: string): string | undefined {
  const password = normal(plain);
  // Code points count, not bytes (section 3.1.1.2).
  const { length } = [...password];
  if (length < SHORTEST) return `must have at least ${SHORTEST} characters; several words make a good one`;
  if (length > LONGEST) return `must have at most ${LONGEST} characters`;
  const [theirs, lower] = [normal(name).toLowerCase(), password.toLowerCase()];
  if (theirs.length >= TELLING_NAME && lower.includes(theirs)) return "must not contain the account's name";
  if (isRepetition(lower)) return "must not be the same thing over and over";
  return undefined;
}

/** Such as `aaaaaaaaaaaaaaa` or `passwordpassword`. */
const isRepetition = (text: string): boolean => (text + text).indexOf(text, 1) < text.length;

/** The same characters, whatever the keyboard makes of them (section 3.1.1.2; Unicode Standard Annex 15, form C). */
const normal = (text: string): string => text.normalize("NFC");

function encodedHash(salt: string, hash: string): string {
  const { memorySize, iterations, parallelism } = COST;
  return `$argon2id$v=19$m=${memorySize},t=${iterations},p=${parallelism}$${salt}$${hash}`;
}
