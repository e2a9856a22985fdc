import { z } from "zod";

/** The two halves of a problem as the one string that zod carries per issue; `splitFault` takes them apart. */
export function fault(wrong: string, remedy: string): string {
  return `${wrong}\n${remedy}`;
}

export function splitFault(message: string): { message: string; remedy: string } {
  const [wrong = "", remedy = "See the example policy for what can stand here."] = message.split("\n");
  return { message: wrong, remedy };
}

/** Both halves as a sentence or two. */
export const inOneLine = (message: string): string => message.split("\n").join(". ");

/**
 * A mapping with exactly these keys. The message of an unknown key is the list of known ones, from which the
 * hint is made where the issue becomes a problem.
 */
export function section<Shape extends z.ZodRawShape>(shape: Shape, remedy: string) {
  const known = Object.keys(shape).join(" ");
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === "unrecognized_keys") return known;
      if (issue.input === undefined) return fault("is missing", remedy);
      if (issue.input === null) return fault("is empty", `${remedy} Or remove the key.`);
      return fault("must be a mapping", remedy);
    },
  });
}

/** A rule about a whole section, asked only when its parts are right: a misspelt key is not also a missing one. */
export function wholeRule(wrong: string, remedy: string) {
  return { error: fault(wrong, remedy), when: ({ issues }: { issues: unknown[] }) => issues.length === 0 };
}

/** How many of the optional keys of `value` are there. */
export function countPresent(value: object): number {
  return Object.values(value).filter((part) => part !== undefined).length;
}
