import { FIELDS, USER_FIELDS, type FieldRow, type UserField } from "../src/model/fields.js";
import { code, table } from "./markdown.js";

export const rowOf = (field: UserField): FieldRow => FIELDS[field];
export const ruleOf = ({ rule }: FieldRow) =>
  typeof rule === "string" ? rule : `{ replace: "${rule.replace}" }`;

const HEAD = ["Field", "In words", "Who can read it", "Default", "In edits", ""];

export function fieldsPage(): string {
  const rows = USER_FIELDS.map((field) => {
    const row = rowOf(field);
    return [
      code(field),
      row.label,
      row.access === "public" ? "everybody in a chat with the user" : "the REST API only",
      code(ruleOf(row)),
      row.inRequests ? "documented" : "not in TalkJS's reference: cleared and read back",
      [...(row.personal ? [] : ["keeping it is not warned of"]), ...(row.note ? [row.note] : [])].join("; "),
    ];
  });
  return `# Fields of a user

Everything about a TalkJS user that an edit can change, and what a policy that says nothing does with it.
Made from \`src/model/fields.ts\`.

${table(HEAD, rows)}`;
}
