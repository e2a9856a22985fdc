import type { Command, Help } from "commander";
import { Invocation } from "../src/cli/invocation.js";
import { buildProgram } from "../src/cli/program.js";
import { openStandardError } from "../src/cli/io/open-standard-error.js";
import { code, table } from "./markdown.js";

export async function cliPage(): Promise<string> {
  const program = await loadProgram();
  const help = program.createHelp();
  const names = program.commands.map((command) => [
    `[${command.name()}](#scrubjay-${command.name()})`,
    help.subcommandDescription(command),
  ]);
  const commands = program.commands.map((command) => described(command, help, "##"));
  return `# Commands

Made from the program; \`scrubjay <command> --help\` prints the same. Settings are in [Settings](settings.md), exit codes in
[Exit codes](exit-codes.md).

${table(["Command", "What it does"], names)}

${commands.join("\n\n")}`;
}

async function loadProgram(): Promise<Command> {
  const stderr = await openStandardError(undefined, process.stderr);
  const { signal } = new AbortController();
  return buildProgram([], new Invocation({ env: {}, io: process, stderr, signal, cwd: "/" }));
}

/** A command, or a group of them. */
function described(command: Command, help: Help, heading: string): string {
  const title = help.commandUsage(command).replace(/ \[options\].*| \[command\].*| [<[].*/, "");
  const parts = [
    `${heading} ${title}`,
    help.commandDescription(command) || help.subcommandDescription(command),
  ];
  if (command.commands.length > 0)
    return [...parts, ...command.commands.map((sub) => described(sub, help, `${heading}#`))].join("\n\n");
  const rows = [
    ...help
      .visibleArguments(command)
      .map((argument) => [code(help.argumentTerm(argument)), help.argumentDescription(argument)]),
    ...help
      .visibleOptions(command)
      .filter(({ long }) => long !== "--help" && long !== "--json")
      .map((option) => [code(help.optionTerm(option)), help.optionDescription(option)]),
  ].map(([term = "", text = ""]) => [term, escaped(text)]);
  const usage = `\`\`\`\n${help.commandUsage(command)}\n\`\`\``;
  return [...parts.map(escaped), usage, ...(rows.length > 0 ? [table(["", ""], rows)] : [])].join("\n\n");
}

/** What would be HTML in Markdown. */
const escaped = (text: string) => text.replace(/</g, "\\<");
