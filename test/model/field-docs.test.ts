import { readFileSync } from "node:fs";
import { format } from "prettier";
import { expect, test } from "vitest";
import { FIELDS, USER_FIELDS, WHOLE_FIELDS, type FieldRow, type UserField } from "../../src/model/fields.js";

// Written anew by `npx vitest run test/model/field-docs.test.ts --update`.
const place = (path: string) => new URL(`../../${path}`, import.meta.url);
const rowOf = (field: UserField): FieldRow => FIELDS[field];
const ruleOf = ({ rule }: FieldRow) => (typeof rule === "string" ? rule : `{ replace: "${rule.replace}" }`);

const lines = (rows: readonly (readonly string[])[]) => rows.map((cells) => `| ${cells.join(" | ")} |`);

/** The file with the lines from the first to the last that match replaced. */
function spliced(path: string, pattern: RegExp, block: string[]): string {
  const text = readFileSync(place(path), "utf8").split("\n");
  const first = text.findIndex((line) => pattern.test(line));
  const last = text.findLastIndex((line) => pattern.test(line));
  return text.toSpliced(first, last - first + 1, ...block).join("\n");
}

test("the reference of fields says what the program does", async () => {
  const head = ["Field", "In words", "Who can read it", "Default", "In edits", ""];
  const rows = USER_FIELDS.map((field) => {
    const row = rowOf(field);
    return [
      `\`${field}\``,
      row.label,
      row.access === "public" ? "everybody in a chat with the user" : "the REST API only",
      `\`${ruleOf(row)}\``,
      row.inRequests ? "documented" : "not in TalkJS's reference: cleared and read back",
      [...(row.personal ? [] : ["keeping it is not warned of"]), ...(row.note ? [row.note] : [])].join("; "),
    ];
  });
  const text = `# Fields of a user

Everything about a TalkJS user that an edit can change, and what a policy that says nothing does with it.
Made from \`src/model/fields.ts\`.

${lines([head, head.map(() => "---"), ...rows]).join("\n")}
`;
  const path = "docs/reference/fields.md";
  await expect(await format(text, { parser: "markdown" })).toMatchFileSnapshot(place(path).pathname);
});

test("the example policy shows each field with its default", async () => {
  const block = WHOLE_FIELDS.map((field) => {
    const row = rowOf(field);
    return `  ${field}: ${ruleOf(row)}${row.note ? ` # ${row.note}` : ""}`;
  });
  const whole = new RegExp(`^ {2}(?:${WHOLE_FIELDS.join("|")}): (?:blank|keep)\\b`);
  const path = "policies/default.yaml";
  await expect(spliced(path, whole, block)).toMatchFileSnapshot(place(path).pathname);
});

test("the policy reference has each field with its default", async () => {
  const block = WHOLE_FIELDS.map((field) => {
    const row = rowOf(field);
    const meaning = ["`blank` or `keep`", ...(row.note ? [row.note] : [])].join("; ");
    return [`\`scrub.${field}\``, `\`${ruleOf(row)}\``, meaning];
  });
  const whole = new RegExp(`^\\| \`scrub\\.(?:${WHOLE_FIELDS.join("|")})\``);
  const path = "docs/reference/policy.md";
  const text = spliced(path, whole, lines(block)).split("\n");
  // Only the table is laid out anew: the whole file takes seconds.
  const row = text.findIndex((line) => whole.test(line));
  const begin = text.findLastIndex((line, at) => at < row && !line.startsWith("|")) + 1;
  const end = text.findIndex((line, at) => at > row && !line.startsWith("|"));
  const table = await format(text.slice(begin, end).join("\n"), { parser: "markdown" });
  const written = text.toSpliced(begin, end - begin, table.trimEnd()).join("\n");
  await expect(written).toMatchFileSnapshot(place(path).pathname);
});
