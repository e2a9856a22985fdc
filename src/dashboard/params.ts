import { failure } from "../base/errors.js";
import { UUID } from "../model/ids.js";
import type { PageContext } from "./env.js";

const NUMBER = /^[1-9]\d{0,8}$/;
const INDEX = /^(?:0|[1-9]\d{0,14})$/;
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** The parts of a page's address that say what it is about: only what has our form is asked for. @throws 404 */
export const params = {
  uuid: (c: PageContext, name: string): string => checked(c, name, UUID),
  number: (c: PageContext, name: string): string => checked(c, name, NUMBER),
  /** In the sealed log, counted from 0. */
  index: (c: PageContext, name: string): string => checked(c, name, INDEX),
  /** Of a schedule. */
  name: (c: PageContext, name: string): string => checked(c, name, NAME),
};

/** A part of the query, if it is one of these. */
export function oneOf<T extends string>(values: readonly T[], given: string | undefined): T | undefined {
  return values.find((value) => value === given);
}

function checked(c: PageContext, name: string, form: RegExp): string {
  const value = c.req.param(name);
  if (value !== undefined && form.test(value)) return value;
  throw failure("NO_PAGE");
}
