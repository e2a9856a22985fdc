import type { PageContext } from "./env.js";

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
