import { failure } from "../base/errors.js";
import { UUID_FORM } from "../model/ids.js";
import { QUEUE_NAMES } from "../queue/queue-name.js";
import type { PageContext } from "./env.js";

const NUMBER_FORM = String.raw`[1-9]\d{0,8}`;

/** Parameters of addresses that are nobody's name: numbers, IDs of ours, and queues. */
export const NAMELESS_FORMS = {
  id: UUID_FORM,
  run: NUMBER_FORM,
  watch: NUMBER_FORM,
  queue: `(?:${QUEUE_NAMES.join("|")})`,
};

const FORMS = {
  ...NAMELESS_FORMS,
  /** In the sealed log, counted from 0. */
  index: String.raw`(?:0|[1-9]\d{0,14})`,
  /** Of a schedule. */
  name: "[a-z0-9]+(?:-[a-z0-9]+)*",
};

/** The part of a page's address that says what it is about: only what has our form is asked for. @throws 404 */
export function param(c: PageContext, name: keyof typeof FORMS): string {
  const value = c.req.param(name);
  if (value !== undefined && new RegExp(`^${FORMS[name]}$`).test(value)) return value;
  throw failure("NO_PAGE");
}

/** A part of the query, if it is one of these. */
export function oneOf<T extends string>(values: readonly T[], given: string | undefined): T | undefined {
  return values.find((value) => value === given);
}
