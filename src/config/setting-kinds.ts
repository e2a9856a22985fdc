import { z } from "zod";
import { DAY_MS, MINUTE_MS, lengthInMs, normaliseDuration } from "../model/time.js";

/** An empty setting is an unset one. */
export const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema);

export const text = optional(z.string().optional());

const LONGEST_LINE = 200;
/** What people will read on one line. */
export const line = optional(
  z
    .string()
    .trim()
    .max(LONGEST_LINE, `must be at most ${LONGEST_LINE} characters`)
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, "must be one line of text")
    .optional(),
);
export const positive = (fallback: number) =>
  optional(z.coerce.number("must be a number").positive("must be above 0").default(fallback));
export const whole = (fallback: number, min = 1) =>
  optional(
    z.coerce
      .number("must be a number")
      .int("must be a whole number")
      .min(min, `must be at least ${min}`)
      .default(fallback),
  );
export const url = (...schemes: string[]) =>
  optional(
    z
      .string()
      .refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)), {
        message: `must be a URL that starts with ${schemes.map((s) => `${s}://`).join(" or ")}`,
      })
      .optional(),
  );

/** Of a site: its scheme, host and port (RFC 6454). A slash at the end is taken off. */
export const origin = optional(
  z
    .string()
    .refine(
      (value) =>
        /^https?:\/\//i.test(value) &&
        URL.canParse(value) &&
        `${new URL(value).origin}/` === new URL(value).href,
      "must be an address such as https://erasure.example.com, without a path",
    )
    .transform((value) => new URL(value).origin)
    .optional(),
);

export const flag = (fallback: boolean) =>
  optional(
    z
      .enum(["true", "false"], "must be true or false")
      .default(fallback ? "true" : "false")
      .transform((value) => value === "true"),
  );

/** Such as `24 hours`, normalised. */
export const lengthOfTime = z.string().transform((value, context) => {
  const normalised = normaliseDuration(value);
  if (normalised !== null) return normalised;
  context.addIssue("must be a length of time such as 24 hours, 3 days or 1 year");
  return z.NEVER;
});

/** That somebody is there is noted to the minute: shorter, and whoever is busy would be taken for idle. */
const SHORTEST_SESSION_MS = 5 * MINUTE_MS;
/** NIST SP 800-63B-4, section 2.1.3: whoever shows a password alone is asked again after 30 days at the latest. */
const LONGEST_SESSION_MS = 30 * DAY_MS;

/** Such as `30 minutes`, normalised. */
export const lengthOfSession = z.string().transform((value, context) => {
  const normalised = normaliseDuration(value, { minutes: true });
  const length = normalised === null ? 0 : lengthInMs(normalised);
  if (normalised !== null && length >= SHORTEST_SESSION_MS && length <= LONGEST_SESSION_MS) return normalised;
  context.addIssue("must be a length of time such as 30 minutes or 12 hours, from 5 minutes to 30 days");
  return z.NEVER;
});

/** Exactly 32 bytes (RFC 4648 section 4), as `openssl rand -base64 32` prints them. */
const KEY = /^[A-Za-z0-9+/]{43}=$/;
export const key = z
  .string()
  .regex(KEY, "must be 32 random bytes in base64; make one with: openssl rand -base64 32")
  .transform((value) => Buffer.from(value, "base64"));

/** Separated by commas or spaces. @param isItem what each of them must be; `problem` says it. */
export const list = (isItem: (item: string) => boolean, problem: string) =>
  optional(
    z
      .string()
      .default("")
      .transform((value) => value.split(/[,\s]+/).filter((item) => item !== ""))
      .refine((items) => items.every(isItem), problem),
  );

const NUMBERED = /^([1-9]\d{0,8})=([A-Za-z0-9+/]{43}=)$/;

/** Keys by their number, counted from 1: `1=<base64> 2=<base64>`, separated by commas or spaces. */
export const numberedKeys = optional(
  z
    .string()
    .default("")
    .transform((value, context): ReadonlyMap<number, Buffer> => {
      const items = value.split(/[,\s]+/).filter((item) => item !== "");
      const keys = items.flatMap((item): [number, Buffer][] => {
        const [, number, text = ""] = NUMBERED.exec(item) ?? [];
        return number === undefined ? [] : [[Number(number), Buffer.from(text, "base64")]];
      });
      const distinct = new Set(keys.map(([, bytes]) => bytes.toString("base64")));
      if (keys.length < items.length)
        context.addIssue("must be a number and 32 random bytes in base64 each, such as 1=… 2=…");
      else if (new Map(keys).size < keys.length) context.addIssue("has two keys of the same number");
      else if (distinct.size < keys.length) context.addIssue("has the same key under two numbers");
      return new Map(keys);
    }),
);
