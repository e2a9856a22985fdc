import { isMapping } from "../base/mapping.js";
import type { User } from "./user.js";

/** The user's role; null where there is none, undefined where it is no text. */
export function roleOf({ role }: User): string | null | undefined {
  if (role === undefined || role === null) return null;
  return typeof role === "string" ? role : undefined;
}

/**
 * The custom fields, with values of any kind; undefined where they are no mapping. An empty list is what some languages
 * write for an empty mapping.
 */
export function customOf({ custom }: User): Readonly<Record<string, unknown>> | undefined {
  if (custom === undefined || custom === null || (Array.isArray(custom) && custom.length === 0)) return {};
  return isMapping(custom) ? custom : undefined;
}

/** Unix milliseconds; undefined where the answer doesn't say. */
export function createdAtOf({ createdAt }: User): number | undefined {
  return typeof createdAt === "number" ? createdAt : undefined;
}

/** Every address that can be read: also beside other values, and where there is one instead of a list. */
export function emailsOf({ email }: User): string[] {
  const values: unknown[] = Array.isArray(email) ? email : [email];
  return values.filter((value) => typeof value === "string");
}
