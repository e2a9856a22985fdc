import { ERRORS, told, type ErrorKind, type FactsOf } from "../src/model/errors/index.js";
import { code, table } from "./markdown.js";

export function problemsPage(): string {
  return `# Problems

What a failure can say, by its code. A code is stable: commands tell it with \`--json\`, the API in \`code\`, and the log. The status is
that of the API's answer, the exit code that of a command (see [Exit codes](exit-codes.md)). What stands in _italics_ differs from case
to case; it is never a person, a user ID, an address or a body. In place of \`INTERNAL\` stands the code of what failed, where it has one;
\`COMMAND_FAILED\` is followed by what the command ended with; \`INTERRUPTED\` ends with the exit code of the signal. Made from \`src/model/errors\`.

${table(["Code", "Status", "Exit code", "What is wrong", "What to do"], kinds().map(rowOf))}`;
}

const kinds = () => (Object.keys(ERRORS) as ErrorKind[]).sort();

/** Each fact under its own name. */
const FACTS = new Proxy({}, { get: (_, name) => `‹${String(name)}›` });

function rowOf(kind: ErrorKind): string[] {
  const row = told(kind, FACTS as FactsOf<ErrorKind>);
  return [
    code(row.code),
    String(row.status),
    String(row.exitCode),
    prose(row.message),
    prose(row.remedy ?? ""),
  ];
}

const prose = (text: string) =>
  text
    .replaceAll("\n", " ")
    .replaceAll("<", "\\<")
    .replace(/‹(\w+)›/g, "_$1_");
