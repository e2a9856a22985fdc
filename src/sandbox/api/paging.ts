import { z } from "zod";

export const DEFAULT_PAGE = 10;
/** The documented maximum of `limit` in lists of users and messages. */
export const MAX_PAGE = 100;

/** `limit` of a list: a whole number from 1 to `max`, 10 when absent. */
export function limitUpTo(max: number) {
  const message = `must be a whole number from 1 to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= max, message)
    .default(DEFAULT_PAGE);
}

/** A Unix time in ms as a query parameter. */
export const timestamp = z
  .string()
  .regex(/^\d{1,17}$/, "must be a Unix time in milliseconds")
  .transform(Number)
  .optional();

export const flag = z
  .enum(["true", "false"], "must be true or false")
  .transform((value) => value === "true")
  .optional();
