import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rowOf, ruleOf } from "../../reference/fields.js";
import { WHOLE_FIELDS } from "../../src/model/fields.js";

// Written anew by `npx vitest run test/model/field-docs.test.ts --update`.
const place = (path: string) => new URL(`../../${path}`, import.meta.url);

/** The file with the lines from the first to the last that match replaced. */
function spliced(path: string, pattern: RegExp, block: string[]): string {
  const text = readFileSync(place(path), "utf8").split("\n");
  const first = text.findIndex((line) => pattern.test(line));
  const last = text.findLastIndex((line) => pattern.test(line));
  return text.toSpliced(first, last - first + 1, ...block).join("\n");
}

test("the example policy shows each field with its default", async () => {
  const block = WHOLE_FIELDS.map((field) => {
    const row = rowOf(field);
    return `  ${field}: ${ruleOf(row)}${row.note ? ` # ${row.note}` : ""}`;
  });
  const whole = new RegExp(`^ {2}(?:${WHOLE_FIELDS.join("|")}): (?:blank|keep)\\b`);
  const path = "policies/default.yaml";
  await expect(spliced(path, whole, block)).toMatchFileSnapshot(place(path).pathname);
});
