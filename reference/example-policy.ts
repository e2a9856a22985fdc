import { WHOLE_FIELDS } from "../src/model/fields.js";
import { rowOf, ruleOf } from "./fields.js";

const LINE = new RegExp(`^ {2}(?:${WHOLE_FIELDS.join("|")}): (?:blank|keep)\\b`);

/** The example policy, in which the lines of fields show each with its default. */
export function examplePolicy(before: string): string {
  const lines = before.trimEnd().split("\n");
  const first = lines.findIndex((line) => LINE.test(line));
  const last = lines.findLastIndex((line) => LINE.test(line));
  const fields = WHOLE_FIELDS.map((field) => {
    const row = rowOf(field);
    return `  ${field}: ${ruleOf(row)}${row.note ? ` # ${row.note}` : ""}`;
  });
  return lines.toSpliced(first, last - first + 1, ...fields).join("\n");
}
