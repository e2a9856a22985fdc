import type { z } from "zod";
import { closest } from "../model/closest.js";
import { splitFault } from "./fault.js";
import type { Problem } from "./problem.js";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Turns zod's issues into problems; `lineOf` gives the line of the key or list item at a path. */
export function problemsOf(issues: readonly Issue[], lineOf: (path: Path) => number | null): Problem[] {
  return issues
    .flatMap((issue) => flatten(issue, []))
    .flatMap(({ issue, path }) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => unknownKey(key, issue.message.split(" "), [...path, key]))
        : [{ path, ...splitFault(issue.message) }],
    )
    .map(({ path, message, remedy }) => ({ line: lineOf(path), path: printPath(path), message, remedy }));
}

/** Replaces the issue of a union by those of its one alternative that has the right type, if there is one. */
function flatten(issue: Issue, prefix: Path): { issue: Issue; path: Path }[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === "invalid_union") {
    const [meant, ...others] = issue.errors.filter((alternative) => !alternative.some(isWrongType));
    if (meant !== undefined && others.length === 0) return meant.flatMap((inner) => flatten(inner, path));
  }
  return [{ issue, path }];
}

function isWrongType({ code, path }: Issue): boolean {
  return path.length === 0 && (code === "invalid_type" || code === "invalid_value");
}

function unknownKey(key: string, known: readonly string[], path: Path) {
  const meant = closest(key, known);
  const remedy =
    meant === null
      ? `Known here: ${known.map((name) => `\`${name}\``).join(", ")}.`
      : `Did you mean \`${meant}\`?`;
  return { path, message: "is not a known key", remedy };
}

/** `exclude.roles[0]`. What is no plain word could be a person (a misplaced ID), so it is not repeated. */
function printPath(path: Path): string {
  return path.reduce<string>((printed, part) => {
    if (typeof part === "number") return `${printed}[${part}]`;
    const word = /^[\p{L}_][\p{L}\p{N}_-]{0,40}$/u.test(String(part)) ? String(part) : "(key not shown)";
    return printed === "" ? word : `${printed}.${word}`;
  }, "");
}
