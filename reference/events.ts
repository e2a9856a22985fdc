import { readFileSync } from "node:fs";
import ts from "typescript";
import { LEVELS } from "../src/telemetry/levels.js";
import { code, table } from "./markdown.js";

const FILE = new URL("../src/telemetry/events.ts", import.meta.url);

export function eventsPage(): string {
  const source = ts.createSourceFile("events.ts", readFileSync(FILE, "utf8"), ts.ScriptTarget.Latest, true);
  const [events] = source.statements.filter(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === "Events",
  );
  if (!events || !ts.isInterfaceDeclaration(events)) throw new Error("the interface Events isn't there");
  return `# Events

The lines of the log, by their \`msg\`. \`LOG_LEVEL\` says from which level on; where it is unset, \`serve\` and \`worker\` log from
\`info\`, other commands from \`warn\`. No event carries a person, a user ID, a URL or a body. Made from \`src/telemetry/events.ts\`.

${table(["Event", "Level", "Fields", "Meaning"], events.members.filter(ts.isPropertySignature).map(rowOf))}`;
}

function rowOf(member: ts.PropertySignature): string[] {
  if (!ts.isStringLiteral(member.name) || !member.type || !ts.isTypeLiteralNode(member.type))
    throw new Error("an event isn't written as the others are");
  const name = member.name.text;
  const fields = member.type.members.map((field) => code(field.name?.getText() ?? ""));
  const said = ts
    .getJSDocCommentsAndTags(member)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "")
    .join(" ");
  return [code(name), LEVELS[name as keyof typeof LEVELS], fields.join(", "), said.replace(/\s+/g, " ")];
}
