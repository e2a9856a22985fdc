import type { Problem } from "../contracts/problem.js";
import type { PageContext } from "./env.js";
import { may } from "./may.js";
import { Refusal } from "./page-api.js";
import type { KnownAddress } from "./pages.js";

/** The fields of a form, as text. */
export interface Form {
  /** Without outer spaces; undefined where the field is empty or missing. */
  text(name: string): string | undefined;
  /** As it was typed; for secrets. */
  raw(name: string): string;
  /** One entry a line, without empty ones. */
  lines(name: string): string[];
}

/** What a person typed, for an operation of the API: what it must look like is for that to check. */
export const unchecked = (typed: object): never => typed as never;

/**
 * What the API found wrong with a form, for its page to say.
 * @throws the failure itself where it is another one, or where the visitor may not see the page.
 */
export function refusalOf(error: unknown, c: PageContext, address: KnownAddress): Problem {
  if (!(error instanceof Refusal) || !may(c.get("visitor"), address)) throw error;
  return error.problem;
}

export async function formOf(c: PageContext): Promise<Form> {
  const body = await c.req.parseBody();
  const raw = (name: string) => {
    const value = body[name];
    return typeof value === "string" ? value : "";
  };
  return {
    raw,
    text: (name) => raw(name).trim() || undefined,
    lines: (name) =>
      raw(name)
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== ""),
  };
}
