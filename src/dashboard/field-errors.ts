import type { Problem } from "../contracts/problem.js";

/** Of a list of a thousand, the first few show what is wrong. */
const MOST_SHOWN = 3;

export interface Placed<Field extends string> {
  /** What stands on top of the form. */
  problem: Problem | undefined;
  /** What stands at its fields. */
  errors: Partial<Record<Field, string>>;
}

/**
 * What the API found wrong with a form, each at the field that it is about. @param fields of the form, by the beginning of
 * the path under which the API tells of them.
 */
export function placed<Field extends string>(
  problem: Problem | undefined,
  fields: Record<string, Field>,
): Placed<Field> {
  const found = new Map<Field, string[]>();
  const others = (problem?.errors ?? []).filter(({ path, problem: what }) => {
    const [first = "", second = ""] = path.split(".");
    const field = Object.hasOwn(fields, first) ? fields[first] : undefined;
    if (field === undefined) return true;
    const entry = /^\d+$/.test(second) ? `Entry ${Number(second) + 1}: ` : "";
    found.set(field, [...(found.get(field) ?? []), entry + inWords(what)]);
    return false;
  });
  if (!problem || found.size === 0) return { problem, errors: {} };
  const errors = Object.fromEntries(
    [...found].map(([field, all]) => [field, shortened(all)]),
  ) as Placed<Field>["errors"];
  const { type, title, status, code } = problem;
  const detail = "This can’t be taken as it is: see the fields below.";
  return { problem: { type, title, status, code, detail, errors: others }, errors };
}

/** What the schema library says by itself is for programmers. */
const WORDS: [RegExp, string][] = [
  [/^Too big: expected string to have <=(\d+) characters$/, "is longer than $1 characters"],
  [/^Too big: expected array to have <=(\d+) items$/, "has more than $1 entries"],
  [/^Too small: .*$/, "is empty"],
  [/^Invalid option: .*$/, "is none of the choices"],
  [/^Invalid input: expected \w+, received undefined$/, "is missing"],
];

function inWords(problem: string): string {
  const found = WORDS.find(([form]) => form.test(problem));
  return found ? problem.replace(...found) : problem;
}

function shortened(all: string[]): string {
  const shown = all.slice(0, MOST_SHOWN).join("; ");
  return all.length > MOST_SHOWN ? `${shown}; and ${all.length - MOST_SHOWN} more` : shown;
}
